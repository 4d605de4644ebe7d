import { addressBytes, addressKind, unwrapped } from './address';
import { OutgoingError } from './error';
import { isHostAllowed, isRangeAllowed, type OutgoingPolicy, plainHost } from './policy';

/** Where a request goes: a URL, and the addresses that were checked for it. */
export type Target = {
  isSecure: boolean;
  host: string;
  port: number;
  path: string;
  addresses: readonly string[];
};

const USUAL_PORTS = [80, 443];

/**
 * Checks a configured URL and every address behind its name.
 * INVARIANT (checked-address): the connection goes to an address from this list, and no name is asked again:
 * a resolver that answers differently the second time changes nothing.
 */
export async function findTarget(policy: OutgoingPolicy, text: string): Promise<Target> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new OutgoingError('url_refused', 'the URL is not one of http or https');
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutgoingError('url_refused', 'the URL carries a user name or password');
  }
  const isSecure = url.protocol === 'https:';
  const host = plainHost(url.hostname);
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  const addresses = await resolve(policy, host);
  for (const address of addresses) checkAddress(policy, host, port, address);
  return { isSecure, host, port, path: `${url.pathname}${url.search}`, addresses };
}

async function resolve(policy: OutgoingPolicy, host: string): Promise<readonly string[]> {
  const addresses =
    addressBytes(host) === null ? await policy.resolve(host).catch(() => []) : ([host] as const);
  if (addresses.length === 0) throw new OutgoingError('name_unknown', `\`${host}\` has no address`);
  return addresses;
}

/** A name that the operator allows may be private; what is special must be allowed as the address it is. */
function checkAddress({ allow }: OutgoingPolicy, host: string, port: number, address: string): void {
  const bytes = addressBytes(address);
  if (bytes === null) throw new OutgoingError('address_refused', `\`${host}\` has an address with a zone`);
  if (isRangeAllowed(allow, bytes)) return;
  const isNamed = isHostAllowed(allow, host, port);
  const kind = addressKind(unwrapped(bytes));
  if (kind === 'special' ? !(isNamed && address === host) : kind === 'private' && !isNamed) {
    throw new OutgoingError(
      'address_refused',
      `\`${host}\` is at an address that is not public; CORDON_OUTGOING_ALLOW can allow it`,
    );
  }
  if (!isNamed && !USUAL_PORTS.includes(port)) {
    throw new OutgoingError(
      'port_refused',
      `port ${port} of \`${host}\` is neither 80 nor 443; CORDON_OUTGOING_ALLOW can allow it`,
    );
  }
}
