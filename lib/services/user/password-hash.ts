import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { inHashQueue } from './hash-queue';

/** scrypt (RFC 7914) at 32 MiB and about 0.1 s; a hash carries its own parameters. */
const COST_LOG2 = 15;
const BLOCK_SIZE = 8;
const PARALLELISM = 1;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MOST_MEMORY_BYTES = 64 * 1024 * 1024;
const HASH_PATTERN = /^scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/=]{24})\$([A-Za-z0-9+/=]{44})$/;

/** Longer input is never hashed: a sign-in must not be a way to keep the processor busy. */
export const MOST_PASSWORD_BYTES = 1024;

type Parameters = { costLog2: number; blockSize: number; parallelism: number };
const CURRENT: Parameters = { costLog2: COST_LOG2, blockSize: BLOCK_SIZE, parallelism: PARALLELISM };

/** The one form of a password, however the keyboard composed its accents. */
const canonical = (password: string): string => password.normalize('NFKC');

function derive(password: string, salt: Buffer, { costLog2, blockSize, parallelism }: Parameters) {
  const options: ScryptOptions = {
    N: 2 ** costLog2,
    r: blockSize,
    p: parallelism,
    maxmem: MOST_MEMORY_BYTES,
  };
  return inHashQueue(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(canonical(password), salt, KEY_BYTES, options, (error, key) => {
          if (error) reject(error);
          else resolve(key);
        });
      }),
  );
}

const isHashable = (password: string): boolean =>
  Buffer.byteLength(canonical(password)) <= MOST_PASSWORD_BYTES;

/** Hashes a password with a salt of its own. Throws for one that is too long. */
export async function hashPassword(password: string): Promise<string> {
  if (!isHashable(password)) throw new RangeError('the password is too long');
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, CURRENT);
  const parameters = `ln=${COST_LOG2},r=${BLOCK_SIZE},p=${PARALLELISM}`;
  return `scrypt$${parameters}$${salt.toString('base64')}$${key.toString('base64')}`;
}

const NOBODY = { salt: randomBytes(SALT_BYTES), key: randomBytes(KEY_BYTES) };

/**
 * Whether a password fits a hash. With no hash (nobody has this address, or they have no password) the
 * same work is done and the answer is no, so that time does not tell who exists.
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  if (!isHashable(password)) return false;
  const match = HASH_PATTERN.exec(hash ?? '');
  if (match === null) {
    timingSafeEqual(await derive(password, NOBODY.salt, CURRENT), NOBODY.key);
    return false;
  }
  const [, costLog2, blockSize, parallelism, salt = '', key = ''] = match;
  const expected = Buffer.from(key, 'base64');
  const parameters = {
    costLog2: Number(costLog2),
    blockSize: Number(blockSize),
    parallelism: Number(parallelism),
  };
  const derived = await derive(password, Buffer.from(salt, 'base64'), parameters);
  return derived.byteLength === expected.byteLength && timingSafeEqual(derived, expected);
}
