import { checkText } from '@/lib/cedar/guardrail';
import type { GuardrailView, MoveGuardrailInput } from '@/lib/contract/guardrail';
import type { Tx } from '@/lib/db/client';
import { GUARDRAIL_MOVES, type GuardrailMove, guardrailMoveRefusal } from '@/lib/domain/guardrail';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { conflict, notFound, refused } from '../errors';
import { checkCases } from '../guardrail-case/check';
import { inTransaction } from '../transaction';
import { claimGuardrail } from './claim';
import { type GuardrailRow, loadGuardrail, versionIn } from './load';
import { refuseWithoutPermit } from './permits';
import { toGuardrailView } from './view';

const EVENTS = {
  shadow: 'guardrail.shadowed',
  enforce: 'guardrail.enforced',
  retire: 'guardrail.retired',
} as const satisfies Record<GuardrailMove, string>;

type Version = GuardrailRow['versions'][number];

/**
 * One step of one version, with the audit row of what it took the place of. The verb has asked for its
 * permission. From the moment this has returned every decision that starts is made with it.
 * INVARIANT (next-decision)
 */
export async function moveGuardrail(
  ctx: Ctx,
  { id, version, reason }: MoveGuardrailInput,
  move: GuardrailMove,
): Promise<GuardrailView> {
  return inTransaction(ctx, async (tx, now) => {
    const before = await claimGuardrail(tx, ctx, id);
    const target = chosen(before, move, version);
    if (move !== 'retire') await refuseWithErrors(id, target);
    if (move === 'enforce') await refuseWithBrokenCases(tx, id, target);
    const { to } = GUARDRAIL_MOVES[move];
    const replaced = to === 'retired' ? null : versionIn(before, to);
    const step = (one: Version, state: typeof to) =>
      moveVersion(tx, ctx, id, one, state, now, reason ?? null);
    if (replaced !== null) await step(replaced, 'retired');
    await step(target, to);
    await refuseWithoutPermit(tx);
    await writeAudit(tx, ctx, now, {
      event: EVENTS[move],
      subject: { kind: 'guardrail', id },
      details: {
        version: target.version,
        from: target.state,
        to,
        replaced: replaced?.version ?? null,
        reason: reason ?? null,
      },
    });
    return toGuardrailView(await loadGuardrail(tx, id));
  });
}

/** The version that is named, or the latest that can make the move; refused where there is none. */
function chosen({ name, versions }: GuardrailRow, move: GuardrailMove, version: number | undefined): Version {
  const able = versions.find(({ state }) => GUARDRAIL_MOVES[move].from.some((from) => from === state));
  const target =
    version === undefined ? (able ?? versions[0]) : versions.find((one) => one.version === version);
  if (target === undefined) throw notFound(`version of ${name}`, String(version));
  const refusal = guardrailMoveRefusal(move, { name, ...target });
  if (refusal !== null) throw refused(refusal);
  return target;
}

async function refuseWithErrors(name: string, { version, text }: Version): Promise<void> {
  const { problems } = await checkText(name, text);
  const wrong = problems.find(({ severity }) => severity === 'error');
  if (wrong === undefined) return;
  const message = `version ${version} of ${name} is wrong at ${wrong.line}:${wrong.column}: ${wrong.message}`;
  throw refused({ code: 'not_valid', message });
}

/** INVARIANT (cases-hold): no version answers that says otherwise to one of its guardrail's cases. */
async function refuseWithBrokenCases(tx: Tx, name: string, { version, text }: Version): Promise<void> {
  const broken = (await checkCases(tx, name, text)).filter(({ holds }) => !holds);
  const [first] = broken;
  if (first === undefined) return;
  const others = broken.length === 1 ? '' : `, and ${broken.length - 1} more do not hold`;
  const message = `version ${version} of ${name} says ${first.says} to the case “${first.name}”, expected is ${first.expected}${others}`;
  throw refused({ code: 'cases_broken', message });
}

async function moveVersion(
  tx: Tx,
  ctx: Ctx,
  guardrail: string,
  { version, state }: Version,
  to: Version['state'],
  now: Date,
  reason: string | null,
): Promise<void> {
  const { count } = await tx.guardrailVersion.updateMany({
    where: { guardrail, version, state },
    data: { state: to, movedAt: now, movedBy: ctx.actor.id, reason },
  });
  if (count !== 1)
    throw conflict('moved_meanwhile', `version ${version} of ${guardrail} was moved meanwhile`);
}
