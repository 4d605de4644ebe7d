/**
 * The network address a request comes from: the entry of X-Forwarded-For that the nearest proxy we trust
 * wrote. Every hop appends; what stands further left is hearsay. `CORDON_PROXY_HOPS` says how many proxies
 * of the operator's own stand in front of the server (0 when it is reached directly).
 */
export function addressOf(headers: Headers, env: NodeJS.ProcessEnv = process.env): string | null {
  const chain = (headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const hops = Number.parseInt(env.CORDON_PROXY_HOPS ?? '0', 10) || 0;
  return chain[Math.max(0, chain.length - 1 - hops)] ?? null;
}
