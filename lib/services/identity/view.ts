import type { IdentityView } from '@/lib/contract/identity';
import { ClaimRules } from '@/lib/contract/issuer';
import type { WorkloadIdentityGetPayload } from '@/lib/db/generated/models/WorkloadIdentity';

export const identityInclude = {
  issuer: { select: { id: true, name: true, issuer: true, disabledAt: true } },
} as const;
type IdentityRow = WorkloadIdentityGetPayload<{ include: typeof identityInclude }>;

export const toIdentityView = (row: IdentityRow): IdentityView => ({
  id: row.id,
  agent: row.agentId,
  kind: row.kind,
  issuer:
    row.issuer === null
      ? null
      : {
          id: row.issuer.id,
          name: row.issuer.name,
          issuer: row.issuer.issuer,
          disabled: row.issuer.disabledAt !== null,
        },
  subject: row.subject ?? row.thumbprint ?? '',
  isPattern: row.isPattern,
  requiredClaims: ClaimRules.parse(row.requiredClaims),
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  removedBy: row.removedBy,
  removedAt: row.removedAt,
  removeReason: row.removeReason,
  revision: row.revision,
});
