import { loadSecrets, parseEnvironment } from '@/lib/environment';

let ofProcess: string | undefined;

/** The secret from which the process's token keys are derived, read once. */
export function processTokenSecret(): string {
  if (ofProcess === undefined) {
    const { dataDir, secret } = parseEnvironment(process.env);
    ofProcess = loadSecrets(dataDir, secret).tokenSecret;
  }
  return ofProcess;
}
