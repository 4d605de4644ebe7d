import type { ReplayIdInput, ReplayView } from '@/lib/contract/replay';
import { REPLAY_MOVES, replayMoveRefusal } from '@/lib/domain/replay-state';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadReplay } from './load';
import { toReplayView } from './view';

/** Breaks a replay off. Whoever runs it notices within a second or two, and keeps nothing. */
export async function cancelReplay(ctx: Ctx, { id }: ReplayIdInput): Promise<ReplayView> {
  permit(ctx, 'replay.cancel');
  return inTransaction(ctx, async (tx, now) => {
    const seen = await loadReplay(tx, id);
    const refusal = replayMoveRefusal('cancel', seen);
    if (refusal !== null) throw refused(refusal);
    const { from, to } = REPLAY_MOVES.cancel;
    const { count } = await tx.replay.updateMany({
      where: { id, state: { in: [...from] } },
      data: { state: to, endedAt: now },
    });
    if (count !== 1) throw changedMeanwhile('replay', id);
    await writeAudit(tx, ctx, now, {
      event: 'replay.cancelled',
      subject: { kind: 'replay', id },
      details: { guardrail: seen.guardrail, looked: seen.looked },
    });
    return toReplayView(await loadReplay(tx, id));
  });
}
