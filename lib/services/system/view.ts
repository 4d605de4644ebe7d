import type { SystemView } from '@/lib/contract/system';
import type { SystemGetPayload } from '@/lib/db/generated/models/System';
import { personSelect, toPersonRef } from '../user/person';

export const systemInclude = {
  owner: { select: personSelect },
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
  source: row.source,
  createdAt: row.createdAt,
  revision: row.revision,
});
