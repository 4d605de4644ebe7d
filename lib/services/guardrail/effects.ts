import type { GuardrailEffectsInput, GuardrailEffectsView } from '@/lib/contract/guardrail';
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
  return {
    from,
    searchedTo: looked === MOST ? oldest : null,
    decisions: looked,
    items: rows.flatMap(({ guardrail, answered, shadow, observed }) =>
      guardrail === null ? [] : [{ guardrail, answered, shadow, observed }],
    ),
  };
}
