import { MOST_PASSWORD_BYTES } from './password-hash';

export const LEAST_PASSWORD_LENGTH = 12;
const LEAST_DIFFERENT_CHARACTERS = 5;

/** The stems of what people choose most; digits and marks around them do not make them better. */
const COMMON_STEMS = [
  'password',
  'passwort',
  'passw0rd',
  'p@ssword',
  'p@ssw0rd',
  'administrator',
  'admin',
  'letmein',
  'welcome',
  'qwerty',
  'qwertyuiop',
  'qwertyuiopasdf',
  'qwertz',
  'azerty',
  'asdfghjkl',
  'zxcvbnm',
  'iloveyou',
  'changeme',
  'changemenow',
  'default',
  'secret',
  'supersecret',
  'topsecret',
  'monkey',
  'dragon',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'trustno',
  'correcthorsebatterystaple',
  'abcdefghijkl',
  'abcdefghijklm',
  'abcabcabcabc',
  'cordon',
  'cordonadmin',
  'adminadmin',
  'passwordpassword',
  'testtesttest',
  'test',
  'demo',
  'guest',
  'root',
];
const COMMON = new Set(COMMON_STEMS);
const RUNS = '01234567890123456789 98765432109876543210 112233445566 qwertyuiopasdfghjklzxcvbnm';

/** Why a password may not be chosen; null when it may. `email` and `name` are the person's own. */
export function passwordRefusal(password: string, person: { email: string; name: string }): string | null {
  const plain = password.normalize('NFKC');
  if ([...plain].length < LEAST_PASSWORD_LENGTH)
    return `must have at least ${LEAST_PASSWORD_LENGTH} characters`;
  if (Buffer.byteLength(plain) > MOST_PASSWORD_BYTES) return `must have at most ${MOST_PASSWORD_BYTES} bytes`;
  const low = plain.toLowerCase();
  if (new Set(low).size < LEAST_DIFFERENT_CHARACTERS) return 'repeats too few characters';
  const stem = low.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (COMMON.has(stem) || COMMON.has(low.replace(/[^\p{L}]/gu, '')) || RUNS.includes(low)) {
    return 'is one that many people choose';
  }
  const own = [
    person.email.toLowerCase(),
    person.email.toLowerCase().split('@')[0] ?? '',
    person.name.toLowerCase(),
  ];
  if (own.includes(low) || own.includes(stem)) return 'must not be your name or your address';
  return null;
}
