import { z } from 'zod';
import { Breaker, type QuarantineView } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';

const Record = z.object({
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  details: z.object({
    reason: z.string().nullable().catch(null).default(null),
    breaker: Breaker.nullable().catch(null).default(null),
  }),
});

/** Why agents are in quarantine, as the audit event says that put them there. */
export async function loadQuarantines(
  tx: Tx,
  agentIds: readonly string[],
): Promise<ReadonlyMap<string, QuarantineView>> {
  if (agentIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ id: string; at: Date; record: string }[]>`
    SELECT a.id, e.at, e.record FROM unnest(${[...agentIds]}::text[]) AS a (id), LATERAL (
      SELECT at, record FROM audit_events
       WHERE subject_kind = 'agent' AND subject_id = a.id AND event = 'agent.quarantined'
       ORDER BY at DESC LIMIT 1) e`;
  return new Map(
    rows.flatMap(({ id, at, record }): [string, QuarantineView][] => {
      const parsed = Record.safeParse(JSON.parse(record));
      if (!parsed.success) return [];
      const { actor, details } = parsed.data;
      return [[id, { at, by: actor, reason: details.reason, breaker: details.breaker }]];
    }),
  );
}
