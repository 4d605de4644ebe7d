import type { HistogramInput, HistogramView } from '@/lib/contract/decision';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { databaseNow, reader } from '../transaction';
import { conditionsOf } from './condition';
import { tallyDecisions, toOutcomeBuckets, totalOf } from './tally';

const DEFAULT_SPAN_MS = 24 * 3600_000;
const LONGEST_SPAN_MS = 400 * 24 * 3600_000;

/** Decisions by outcome over time; the last 24 hours where nothing else is asked. */
export async function countDecisions(ctx: Ctx, input: HistogramInput): Promise<HistogramView> {
  permit(ctx, 'decision.list');
  const db = reader(ctx);
  const { buckets: wanted, from: asked, to: until, ...filter } = input;
  const to = until ?? (await databaseNow(db));
  const from = asked ?? new Date(to.getTime() - DEFAULT_SPAN_MS);
  const spanMs = to.getTime() - from.getTime();
  if (spanMs <= 0) throw invalidInput('from', 'must be before `to`');
  if (spanMs > LONGEST_SPAN_MS) throw invalidInput('from', 'is more than 400 days before `to`');
  const bucketMs = Math.max(1, Math.ceil(spanMs / wanted));
  const buckets = { from, to, bucketMs };
  const tally = await tallyDecisions(db, buckets, conditionsOf(filter));
  return {
    from,
    to,
    bucketSeconds: bucketMs / 1000,
    buckets: toOutcomeBuckets(buckets, tally),
    total: tally.reduce((sum, counts) => sum + totalOf(counts), 0),
  };
}
