import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressBytes, isInRange, parseRange, type Range, unwrapped } from './address';

/** What the operator allows beyond public addresses at the ports 80 and 443. */
export type Allowance = { kind: 'host'; host: string; port: number | null } | { kind: 'range'; range: Range };

export type OutgoingPolicy = {
  allow: readonly Allowance[];
  /** All addresses of a name. */
  resolve: (host: string) => Promise<readonly string[]>;
};

/** A name as it is compared: the root's dot, and an address's brackets, say nothing. */
export const plainHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');

/**
 * Reads `CORDON_OUTGOING_ALLOW`: hosts and addresses, with a port or for every port, and ranges of
 * addresses. Null when one of the entries is none of these.
 */
export function parseAllowance(text: string): readonly Allowance[] | null {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry);
  return entries.every((entry) => entry !== null) ? entries : null;
}

function parseEntry(entry: string): Allowance | null {
  if (entry.includes('/')) {
    const range = parseRange(entry);
    return range === null ? null : { kind: 'range', range };
  }
  if (isIP(entry) === 6) return hostOf(`[${entry}]`, null);
  const [, host = '', port] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  return hostOf(host, port === undefined ? null : Number(port));
}

function hostOf(host: string, port: number | null): Allowance | null {
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)$/i.test(host) || !URL.canParse(`http://${host}`)) return null;
  if (port !== null && (port < 1 || port > 65535)) return null;
  // As a URL would say it: `0x7f.1` is 127.0.0.1 here and there.
  return { kind: 'host', host: plainHost(new URL(`http://${host}`).hostname), port };
}

/** Whether the operator has named this host, or this address, for the port. */
export const isHostAllowed = (allow: readonly Allowance[], host: string, port: number): boolean =>
  allow.some((one) => one.kind === 'host' && one.host === host && (one.port === null || one.port === port));

/** Whether the operator has allowed a range that holds the address, as it stands or unwrapped. */
export const isRangeAllowed = (allow: readonly Allowance[], bytes: readonly number[]): boolean =>
  allow.some(
    (one) => one.kind === 'range' && (isInRange(bytes, one.range) || isInRange(unwrapped(bytes), one.range)),
  );

/** How this process may reach configured URLs. The variable was checked when the process started. */
export function outgoingPolicy(env: NodeJS.ProcessEnv = process.env): OutgoingPolicy {
  return { allow: parseAllowance(env.CORDON_OUTGOING_ALLOW ?? '') ?? [], resolve: systemResolve };
}

/** The system's own answer, so that names mean the same here as for everything else on this machine. */
async function systemResolve(host: string): Promise<readonly string[]> {
  if (addressBytes(host) !== null) return [host];
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
}
