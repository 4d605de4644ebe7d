import { loadSecrets, parseEnvironment } from '@/lib/environment';
import { type Signer, signerFromPem } from './signing';

/** The key with which this instance signs. Its private half never reaches the database. */
export const loadSigner = (dataDir: string, sharedSecret: string | null = null): Signer =>
  signerFromPem(loadSecrets(dataDir, sharedSecret).signingKey.privateKeyPem);

let ofProcess: Signer | undefined;

/** The key of the process's own environment, read once. */
export function processSigner(): Signer {
  if (ofProcess === undefined) {
    const { dataDir, secret } = parseEnvironment(process.env);
    ofProcess = loadSigner(dataDir, secret);
  }
  return ofProcess;
}
