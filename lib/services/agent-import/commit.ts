import type { ImportAgentsInput, ImportedView } from '@/lib/contract/agent-import';
import type { Tx } from '@/lib/db/client';
import type { Autonomy } from '@/lib/domain/agent';
import type { AgentImportField } from '@/lib/domain/agent-csv';
import { countVerdicts, type PlannedRow } from '@/lib/domain/agent-import';
import type { RiskTier } from '@/lib/domain/risk-tier';
import type { Environment } from '@/lib/domain/system';
import { changeIn } from '../agent/change';
import { loadAgent } from '../agent/load';
import { transferIn } from '../agent/transfer-ownership';
import { writeAudits } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, isUniqueViolation } from '../errors';
import { listTiers } from '../tier/list';
import { inTransaction } from '../transaction';
import { makePlan, type Plan } from './plan';
import { readSource } from './source';

const DAY_MS = 24 * 3600 * 1000;
const REASON = 'Imported from a file';

const planChanged = () =>
  conflict(
    'plan_changed',
    'what was previewed is not what would be done now: nothing was done, preview it again',
  );

/**
 * Does exactly what was previewed, in one transaction, or nothing: the plan is made anew from the same file with
 * the agents it names held, and its digest is compared. Refused rows stay undone, as the preview said. Each agent
 * has the audit rows that it would have by hand.
 */
export async function importAgents(
  ctx: Ctx,
  { kind, text, defaults = {}, digest }: ImportAgentsInput,
): Promise<ImportedView> {
  permit(ctx, 'agent.import');
  const { rows } = readSource({ kind, text });
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const ids = rows.flatMap(({ fields: { id } }) => id ?? []);
      await tx.$queryRaw`
        SELECT id FROM agents WHERE id = ANY (${ids}) ORDER BY id COLLATE "C" FOR NO KEY UPDATE`;
      const plan = await makePlan(tx, rows, defaults, now);
      if (plan.digest !== digest) throw planChanged();
      const created = plan.rows.filter(({ verdict }) => verdict === 'create');
      const changed = plan.rows.filter(({ verdict }) => verdict === 'change');
      await createAll(tx, ctx, now, created, digest);
      for (const row of changed) await changeOne(tx, ctx, now, row, plan);
      return {
        counts: countVerdicts(plan.rows),
        created: created.map(({ id }) => id),
        changed: changed.map(({ id }) => id),
      };
    });
  } catch (error) {
    // Somebody has registered one of them between the look and the deed.
    if (isUniqueViolation(error)) throw planChanged();
    throw error;
  }
}

const valuesOf = (row: PlannedRow): Partial<Record<AgentImportField, string>> =>
  Object.fromEntries(row.fields.map(({ field, to }) => [field, to]));

/** As `createAgent` does it for one: drafts, due for review when their tier says, with an audit row each. */
async function createAll(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  rows: readonly PlannedRow[],
  digest: string,
): Promise<void> {
  if (rows.length === 0) return;
  const { items: tiers } = await listTiers({ ...ctx, tx });
  const dayOf = new Map(tiers.map(({ id, rules }) => [id, rules.reviewEveryDays]));
  const values = rows.map(valuesOf);
  const emails = values.flatMap(({ owner, backupOwner }) =>
    [owner, backupOwner].filter((one) => one !== undefined),
  );
  const people = await tx.user.findMany({
    where: { email: { in: emails } },
    select: { id: true, email: true },
  });
  const idOf = new Map(people.map(({ id, email }) => [email, id]));
  const described = values.map(({ id = '', name = '', purpose = '', owner = '', backupOwner, ...said }) => {
    const riskTier = said.riskTier as RiskTier;
    return {
      id,
      name,
      purpose,
      riskTier,
      autonomy: said.autonomy as Autonomy,
      environment: said.environment as Environment,
      source: 'import' as const,
      ownerId: idOf.get(owner) ?? '',
      backupOwnerId: backupOwner === undefined ? null : (idOf.get(backupOwner) ?? null),
    };
  });
  await tx.agent.createMany({
    data: described.map((one) => ({
      ...one,
      createdAt: now,
      reviewDueAt: new Date(now.getTime() + (dayOf.get(one.riskTier) ?? 0) * DAY_MS),
    })),
  });
  await writeAudits(
    tx,
    ctx,
    now,
    described.map(({ id, ...details }) => ({
      event: 'agent.created' as const,
      subject: { kind: 'agent', id },
      details: { ...details, import: digest },
    })),
  );
}

async function changeOne(tx: Tx, ctx: Ctx, now: Date, row: PlannedRow, plan: Plan): Promise<void> {
  const before = plan.agents.get(row.id);
  if (before === undefined) throw new Error(`a planned change of \`${row.id}\` has no agent`);
  const { owner, backupOwner, riskTier, autonomy, environment, name, purpose } = valuesOf(row);
  let seen = before;
  if (owner !== undefined) {
    await transferIn(tx, ctx, now, before, { owner, backupOwner, reason: REASON });
    seen = await loadAgent(tx, row.id);
  }
  await changeIn(
    tx,
    ctx,
    now,
    seen,
    {
      name,
      purpose,
      riskTier: riskTier as RiskTier | undefined,
      autonomy: autonomy as Autonomy | undefined,
      environment: environment as Environment | undefined,
      ...(owner === undefined && { backupOwner }),
    },
    REASON,
  );
}
