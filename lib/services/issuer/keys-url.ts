import { isHostAllowed, type OutgoingPolicy, plainHost } from '@/lib/outgoing/policy';

/**
 * Why keys may not be read from this address; null when they may. Whoever can change an answer on its way can
 * be anybody, so it is read over TLS, except from hosts that the operator has named as their own.
 */
export function keysUrlRefusal(text: string, { allow }: OutgoingPolicy): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username + url.password + url.hash !== '')
    return 'the address of its keys is no plain URL';
  if (url.protocol === 'https:') return null;
  const port = Number(url.port || '80');
  if (url.protocol === 'http:' && isHostAllowed(allow, plainHost(url.hostname), port)) return null;
  return 'the address of its keys must begin with https://';
}
