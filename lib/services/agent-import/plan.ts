import type { ImportDefaults, PlannedRowView } from '@/lib/contract/agent-import';
import type { Tx } from '@/lib/db/client';
import type { AgentImportField } from '@/lib/domain/agent-csv';
import { type ImportRow, type ImportTarget, type PlannedRow, planImport } from '@/lib/domain/agent-import';
import { canonicalJson, sha256Hex } from '@/lib/ledger/canonical';
import { loadFloors } from '../agent/floor';
import { type AgentRow, agentInclude } from '../agent/view';

export type Plan = { rows: PlannedRow[]; digest: string; agents: ReadonlyMap<string, AgentRow> };

/**
 * What an import would do now. The digest is over the plan and the revisions that it rests on: it stands for
 * exactly this file on exactly this state.
 */
export async function makePlan(
  tx: Tx,
  rows: readonly ImportRow[],
  defaults: ImportDefaults,
  now: Date,
): Promise<Plan> {
  const ids = rows.flatMap(({ fields: { id } }) => (id === undefined ? [] : [id]));
  const found = await tx.agent.findMany({ where: { id: { in: ids } }, include: agentInclude });
  const floorOf = await loadFloors(
    tx,
    found.map(({ id }) => id),
    now,
  );
  const emails = [defaults, ...rows.map(({ fields }) => fields)].flatMap(({ owner, backupOwner }) =>
    [owner, backupOwner].filter((email) => email !== undefined),
  );
  const people = await tx.user.findMany({
    where: { email: { in: [...new Set(emails)] } },
    select: { email: true, disabledAt: true },
  });
  const said: Partial<Record<AgentImportField, string>> = Object.fromEntries(
    Object.entries(defaults).filter(([, value]) => value !== undefined),
  );
  const planned = planImport(rows, said, {
    agents: new Map(found.map((row) => [row.id, toTarget(row, floorOf(row.id).floor)])),
    people: new Map(people.map(({ email, disabledAt }) => [email, { isEnabled: disabledAt === null }])),
  });
  return {
    rows: planned,
    digest: sha256Hex(canonicalJson({ v: 1, rows: JSON.parse(JSON.stringify(planned)) })),
    agents: new Map(found.map((row) => [row.id, row])),
  };
}

const toTarget = (row: AgentRow, floor: ImportTarget['floor']): ImportTarget => ({
  revision: row.revision,
  isRetired: row.state === 'retired',
  floor,
  fields: {
    id: row.id,
    name: row.name,
    purpose: row.purpose,
    owner: row.owner.email,
    backupOwner: row.backupOwner?.email ?? null,
    riskTier: row.riskTier,
    autonomy: row.autonomy,
    environment: row.environment,
  },
});

export const toPlannedRowView = ({ line, id, verdict, fields, problems }: PlannedRow): PlannedRowView => ({
  line,
  id,
  verdict,
  fields,
  problems,
});
