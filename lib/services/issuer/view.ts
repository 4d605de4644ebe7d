import type { IssuerView } from '@/lib/contract/issuer';
import { ClaimRules } from '@/lib/contract/issuer';
import type { TrustedIssuerGetPayload } from '@/lib/db/generated/models/TrustedIssuer';
import { signingKeysIn } from '@/lib/identity/key-set';

/** What a view, and the verification of an assertion, need. */
export const issuerInclude = {
  keys: true,
  _count: { select: { identities: { where: { removedAt: null } } } },
} as const;
export type IssuerRow = TrustedIssuerGetPayload<{ include: typeof issuerInclude }>;

export const toIssuerView = (row: IssuerRow): IssuerView => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  issuer: row.issuer,
  keysUrl: row.keysUrl,
  audience: row.audience,
  requiredClaims: ClaimRules.parse(row.requiredClaims),
  maxKeyAgeSeconds: row.maxKeyAgeSeconds,
  keys: shownKeys(row, row.keysUrl === null ? row.staticKeys : (row.keys?.keys ?? null)),
  keysFetchedAt: row.keys?.fetchedAt ?? null,
  keysProblem: row.keys?.problem ?? null,
  identities: row._count.identities,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  disabledAt: row.disabledAt,
  disableReason: row.disableReason,
  revision: row.revision,
});

export function shownKeys({ kind }: Pick<IssuerRow, 'kind'>, set: unknown): IssuerView['keys'] {
  if (set === null) return [];
  return signingKeysIn(kind, set).map(({ kid = null, kty = '', alg = null }) => ({ kid, kty, alg }));
}
