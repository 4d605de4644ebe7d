const ANY_ADDRESS = ['0.0.0.0', '::', '[::]'];

/**
 * The console's origin, without a slash at the end: CORDON_URL, or what HOST and PORT say. It comes from
 * the configuration alone, never from a request's Host header.
 */
export function publicUrl(env: NodeJS.ProcessEnv = process.env): string {
  if (env.CORDON_URL) return new URL(env.CORDON_URL).origin;
  const host = env.HOST && !ANY_ADDRESS.includes(env.HOST) ? env.HOST : '127.0.0.1';
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${env.PORT || '3000'}`).origin;
}

/** Whether browsers reach the console over TLS, so that cookies may be `Secure`. */
export const isHttps = (url: string): boolean => url.startsWith('https:');
