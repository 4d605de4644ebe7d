import type { GuardrailEffectsInput, GuardrailEffectsView } from '@/lib/contract/guardrail';
import type { Tx } from '@/lib/db/client';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';

/** How many decisions are looked at; beyond, the count says how far back it went. */
const MOST = 5000;
const DAY_MS = 24 * 3600 * 1000;

type Row = {
  looked: number;
  oldest: Date | null;
  guardrail: string | null;
  answered: number;
  shadow: number;
  observed: number;
};

/** Counts what each guardrail said, or would have said, from the records of the last days. */
export async function countGuardrailEffects(
  ctx: Ctx,
  { days }: GuardrailEffectsInput,
): Promise<GuardrailEffectsView> {
  permit(ctx, 'guardrail.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const from = new Date(now.getTime() - days * DAY_MS);
  const rows = await db.$queryRaw<Row[]>`
    WITH looked AS (
      SELECT d.at, d.record FROM decisions d WHERE d.at >= ${from} ORDER BY d.at DESC LIMIT ${MOST}),
    found AS (
      SELECT l.record::jsonb AS record FROM looked l
       WHERE l.record LIKE '%"guardrails":{%' OR l.record LIKE '%"shadow":[%'),
    said AS (
      SELECT key AS guardrail, 'answered' AS how FROM found f, jsonb_each(f.record -> 'guardrails')
      UNION ALL
      SELECT DISTINCT ON (f.record ->> 'id', one ->> 'guardrail', one ->> 'mode') one ->> 'guardrail', one ->> 'mode'
        FROM found f, jsonb_array_elements(f.record -> 'shadow') AS one WHERE one ->> 'guardrail' <> '')
    SELECT t.looked, t.oldest, s.guardrail, s.answered, s.shadow, s.observed
      FROM (SELECT count(*)::int AS looked, min(at) AS oldest FROM looked) t
      LEFT JOIN (
        SELECT guardrail, count(*) FILTER (WHERE how = 'answered')::int AS answered,
               count(*) FILTER (WHERE how = 'shadow')::int AS shadow,
               count(*) FILTER (WHERE how = 'observed')::int AS observed
          FROM said GROUP BY guardrail) s ON true
     ORDER BY s.guardrail`;
  const { looked = 0, oldest = null } = rows[0] ?? {};
  const [prompts, calls] = await Promise.all([
    promptsSince(db, from),
    db.decision.count({ where: { at: { gte: from } } }),
  ]);
  const said = new Map(
    rows.flatMap(({ guardrail, ...counts }) => (guardrail === null ? [] : [[guardrail, counts] as const])),
  );
  const names = [...new Set([...said.keys(), ...prompts.keys()])].sort();
  return {
    from,
    searchedTo: looked === MOST ? oldest : null,
    decisions: looked,
    calls,
    items: names.map((guardrail) => {
      const { answered, shadow, observed } = said.get(guardrail) ?? NOTHING_SAID;
      return { guardrail, answered, shadow, observed, ...(prompts.get(guardrail) ?? NO_PROMPTS) };
    }),
  };
}

type Prompts = { prompts: number; approved: number; refused: number };
const NO_PROMPTS: Prompts = { prompts: 0, approved: 0, refused: 0 };
const NOTHING_SAID = { answered: 0, shadow: 0, observed: 0 };

/** What people were asked because of each rule, and what they said. An escalation may be asked for by several. */
async function promptsSince(db: Tx, from: Date): Promise<ReadonlyMap<string, Prompts>> {
  const rows = await db.$queryRaw<(Prompts & { code: string })[]>`
    SELECT code, count(*)::int AS prompts,
           count(*) FILTER (WHERE state IN ('approved', 'used'))::int AS approved,
           count(*) FILTER (WHERE state = 'denied')::int AS refused
      FROM escalations e, unnest(e.reasons) AS code
     WHERE e.requested_at >= ${from} AND code IN (SELECT name FROM guardrails)
     GROUP BY code`;
  return new Map(rows.map(({ code, ...counts }) => [code, counts]));
}
