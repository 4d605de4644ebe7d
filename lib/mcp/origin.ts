import { RpcFailure } from './rpc-failure';

/**
 * Refuses a request that a page of another site could have made a browser send: by its Origin, or by a
 * Host that is none of ours, as after DNS rebinding.
 */
export function checkOrigin(headers: Headers, publicUrl: string, port: string): void {
  const origin = headers.get('origin');
  if (origin !== null && origin !== publicUrl)
    throw new RpcFailure('forbidden', 'this origin may not ask here');
  const host = headers.get('host')?.toLowerCase();
  const ours = [
    new URL(publicUrl).host,
    ...['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`),
  ];
  if (host === undefined || !ours.includes(host))
    throw new RpcFailure('forbidden', 'this host is not served here');
}
