import type { DecisionPage, ListDecisionsInput } from '@/lib/contract/decision';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { fromCursor, toCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { countMatching } from './count';
import { type Position, searchDecisions } from './search';
import { taskWordsOf, toDecisionSummary } from './view';

/** Decisions, newest first. A page may be short and still have a next one: see `searchedTo`. */
export async function listDecisions(ctx: Ctx, input: ListDecisionsInput): Promise<DecisionPage> {
  permit(ctx, 'decision.list');
  const db = reader(ctx);
  const { cursor, limit, count, ...filter } = input;
  const now = await databaseNow(db);
  const position = positionOf(cursor);
  // Beside each other, as each may take all the patience that it has.
  const [{ rows, stoppedAt, windowMs }, counted] = await Promise.all([
    searchDecisions(db, filter, position, limit + 1, now),
    count === 'true' ? countMatching(db, filter, now) : null,
  ]);
  const span = `${Math.round(windowMs)}`;
  const tasks = await taskWordsOf(db, rows);
  const page = toPage(
    rows,
    limit,
    (row) => [row.atText, row.id, span],
    (row) => toDecisionSummary(row, tasks),
  );
  const nextCursor =
    page.nextCursor ?? (stoppedAt === null ? null : toCursor([stoppedAt.toISOString(), '', span]));
  const found = { items: page.items, nextCursor, searchedTo: stoppedAt };
  if (counted === null) return found;
  return { ...found, total: counted.total, ...(counted.isLeast && { totalIsLeast: true }) };
}

function positionOf(cursor: string | undefined): Position | null {
  const [at, id, span] = fromCursor(cursor, 3) ?? [];
  if (at === undefined || id === undefined || span === undefined) return null;
  if (Number.isNaN(Date.parse(at)) || !/^\d{1,12}$/.test(span))
    throw invalidInput('cursor', 'is not one that this list gave');
  return { at, id, windowMs: Number(span) };
}
