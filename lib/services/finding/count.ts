import type { FindingSummary } from '@/lib/contract/finding';
import { FINDING_KINDS, FINDINGS } from '@/lib/domain/finding';
import { type Ctx, permit } from '../context';
import { countOf } from './list';
import { lookAtFindings } from './look';
import { LIVE_GRANTS, LIVE_TOKENS } from './query';

/** How many standing risks there are of each kind, and what was looked at to say that no access outlives its task. */
export async function countFindings(ctx: Ctx): Promise<FindingSummary> {
  permit(ctx, 'finding.list');
  const look = await lookAtFindings(ctx);
  const kinds: FindingSummary['kinds'] = await Promise.all(
    FINDING_KINDS.map(async (kind) => ({
      kind,
      severity: FINDINGS[kind].severity,
      count: await countOf(look, kind),
    })),
  );
  const { db, now } = look;
  const [checked] = await db.$queryRaw<{ grants: number; tokens: number }[]>`
    SELECT (SELECT count(*)::int FROM ${LIVE_GRANTS(now)}) AS grants,
           (SELECT count(*)::int FROM ${LIVE_TOKENS(now)}) AS tokens`;
  if (checked === undefined) throw new Error('counting answers one row');
  return {
    at: now,
    total: kinds.reduce((sum, { count }) => sum + count, 0),
    kinds,
    afterTask: { ...checked, alive: kinds.find(({ kind }) => kind === 'access_after_task')?.count ?? 0 },
  };
}
