import { checkText } from '@/lib/cedar/guardrail';
import type { ReplayView, StartReplayInput } from '@/lib/contract/replay';
import { freshId } from '@/lib/db/new-id';
import { sha256Hex } from '@/lib/ledger/canonical';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { refused } from '../errors';
import { loadGuardrail } from '../guardrail/load';
import { inTransaction, reader } from '../transaction';
import { toReplayView } from './view';

const DAY_MS = 24 * 3600 * 1000;
/** So many wait or run at most: each reads all decisions of its days. */
const MOST_OPEN = 5;

/**
 * Asks for the decisions of the last days to be judged again with a text that need not be saved. It is done by the
 * instances that keep the schedule, one after the other. Refused: `not_valid` for a text with errors,
 * `too_many_replays` when as many wait as may.
 */
export async function startReplay(ctx: Ctx, { id, text, days }: StartReplayInput): Promise<ReplayView> {
  permit(ctx, 'replay.start');
  const { versions } = await loadGuardrail(reader(ctx), id);
  const draft = text ?? versions[0]?.text ?? '';
  const wrong = (await checkText(id, draft)).problems.find(({ severity }) => severity === 'error');
  if (wrong !== undefined) {
    const where = `${wrong.line}:${wrong.column}`;
    throw refused({ code: 'not_valid', message: `the text is wrong at ${where}: ${wrong.message}` });
  }
  return inTransaction(ctx, async (tx, now) => {
    // Whoever else asks now waits here, and counts this one.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('cordon_replays'))`;
    const open = await tx.replay.count({ where: { state: { in: ['queued', 'running'] } } });
    if (open >= MOST_OPEN) {
      throw refused({
        code: 'too_many_replays',
        message: `${open} replays wait or run already: wait, or cancel one`,
      });
    }
    const row = await tx.replay.create({
      data: {
        id: freshId('rpl', now),
        guardrail: id,
        text: draft,
        since: new Date(now.getTime() - days * DAY_MS),
        requestedAt: now,
        requestedBy: ctx.actor.id,
      },
    });
    await writeAudit(tx, ctx, now, {
      event: 'replay.started',
      subject: { kind: 'replay', id: row.id },
      details: { guardrail: id, digest: sha256Hex(draft), days },
    });
    return toReplayView(row);
  });
}
