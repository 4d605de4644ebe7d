import type { DecisionSummary, StreamInput } from '@/lib/contract/decision';
import { type Ctx, permit } from '../context';
import { feedOf } from './feed';
import { advance, type FeedPosition, fromToken, hasRead, toToken } from './feed-position';
import { type FeedBatch, readFeed } from './feed-read';

/** One event for a follower. `id` is where to go on after it. */
export type FeedEvent =
  | { event: 'hello'; id: string; data: { now: Date } }
  | { event: 'decision'; id: string; data: DecisionSummary }
  | { event: 'change'; id: string; data: { noun: string; ids: string[] } }
  | { event: 'gap'; id: string; data: { now: Date } };

type Following = {
  /** The database's time; null while it does not answer. */
  now: () => Date | null;
  leave: () => void;
};

/**
 * Hands every decision that fits the filter, and every change, to `send` as it is committed: from now on,
 * or from where an earlier connection broke off. What cannot be told completely is told as a `gap`, after
 * which lists must be read anew. `send` must not throw.
 */
export async function followDecisions(
  ctx: Ctx,
  { lastEventId, ...filter }: StreamInput & { lastEventId: string | null },
  send: (event: FeedEvent) => void,
): Promise<Following> {
  permit(ctx, 'decision.list');
  const feed = feedOf(ctx.prisma);
  const early: FeedBatch[] = [];
  let position: FeedPosition | null = null;
  const take = (batch: FeedBatch) => {
    if (position === null) early.push(batch);
    else position = tell(batch, position, filter, send);
  };
  const { position: start, leave } = await feed.listen(take);
  try {
    const resumed = fromToken(lastEventId);
    if (resumed === null) {
      position = start;
      send({ event: 'hello', id: toToken(start), data: { now: new Date(start.atMs) } });
    } else {
      const missed = await readFeed(ctx.prisma, resumed);
      send({ event: 'hello', id: toToken(resumed), data: { now: missed.now } });
      position = tell(missed, resumed, filter, send);
    }
    // Those that came meanwhile; what was told already is known by its number.
    for (const batch of early.splice(0)) position = tell(batch, position, filter, send);
    return { now: () => feed.now(), leave };
  } catch (error) {
    leave();
    throw error;
  }
}

/** Tells a batch to one follower, and answers where the follower stands then. */
function tell(
  batch: FeedBatch,
  from: FeedPosition,
  filter: StreamInput,
  send: (event: FeedEvent) => void,
): FeedPosition {
  if (!batch.isWhole) {
    send({ event: 'gap', id: toToken(batch.position), data: { now: batch.now } });
    return batch.position;
  }
  let position = from;
  for (const decision of batch.decisions) {
    if (hasRead(position, decision)) continue;
    position = advance(position, [decision], position.audit);
    if (fits(decision.view, filter)) {
      send({ event: 'decision', id: toToken(position), data: decision.view });
    }
  }
  const isNewer = batch.position.audit > position.audit;
  const told = isNewer ? { ...position, audit: batch.position.audit } : position;
  for (const [i, change] of batch.changes.entries()) {
    // Whoever breaks off in between hears all of them again.
    const isLast = i === batch.changes.length - 1;
    send({ event: 'change', id: toToken(isLast ? told : position), data: change });
  }
  return told;
}

function fits(view: DecisionSummary, filter: StreamInput): boolean {
  const { agent, task, tool, outcome, reason, actionClass } = filter;
  return (
    (agent === undefined || view.agent === agent) &&
    (task === undefined || view.task === task) &&
    (tool === undefined || view.tool === tool) &&
    (outcome === undefined || outcome.length === 0 || outcome.includes(view.outcome)) &&
    (reason === undefined || view.reason === reason) &&
    (actionClass === undefined || view.actionClass === actionClass)
  );
}
