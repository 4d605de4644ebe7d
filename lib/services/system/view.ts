import type { SecretView, SystemView } from '@/lib/contract/system';
import type { SystemGetPayload } from '@/lib/db/generated/models/System';
import { rotationDueAt } from '@/lib/domain/secret';
import { personSelect, toPersonRef } from '../user/person';

/** What may be told of a secret. Neither what is sealed nor its key. */
const secretSelect = { header: true, rotatedAt: true, rotateAfterDays: true, reach: true } as const;

export const systemInclude = {
  owner: { select: personSelect },
  secret: { select: secretSelect },
  _count: { select: { tools: true } },
} as const;
type SystemRow = SystemGetPayload<{ include: typeof systemInclude }>;

export const toSystemView = (row: SystemRow): SystemView => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  zone: row.zone,
  environment: row.environment,
  url: row.url,
  sensitivity: row.sensitivity,
  owner: row.owner === null ? null : toPersonRef(row.owner),
  toolCount: row._count.tools,
  secret: row.secret === null ? null : toSecretView(row.secret),
  source: row.source,
  createdAt: row.createdAt,
  revision: row.revision,
});

const toSecretView = (secret: NonNullable<SystemRow['secret']>): SecretView => ({
  header: secret.header,
  rotatedAt: secret.rotatedAt,
  rotateAfterDays: secret.rotateAfterDays,
  dueAt: rotationDueAt(secret),
  reach: secret.reach,
});
