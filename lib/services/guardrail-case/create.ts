import type { CreateGuardrailCaseInput, GuardrailCaseView } from '@/lib/contract/guardrail-case';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { freshId } from '@/lib/db/new-id';
import { type CaseAnswer, caseAnswer } from '@/lib/domain/guardrail-case';
import type { RecordedCall } from '@/lib/domain/recorded-call';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, isUniqueViolation, notFound, refused } from '../errors';
import { loadInventory } from '../guardrail/inventory';
import { loadGuardrail, versionIn } from '../guardrail/load';
import { replayedDecision } from '../guardrail/recorded-call';
import { rulesOfText } from '../guardrail/rules';
import { loadTierRules } from '../tier/rules';
import { inTransaction } from '../transaction';
import { toGuardrailCaseView } from './view';

/** As many as can be looked through on a page, and asked with every validation. */
const MOST_CASES = 200;

/**
 * Makes a case of a decision: the call as guardrails saw it, with what this guardrail must say to it. No version is
 * enforced while a case does not hold. Refused: `not_a_case` for a decision about which guardrails were not asked,
 * `too_many_cases`.
 */
export async function createGuardrailCase(
  ctx: Ctx,
  { id, decision, expected, name }: CreateGuardrailCaseInput,
): Promise<GuardrailCaseView> {
  permit(ctx, 'guardrail-case.create');
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const guardrail = await loadGuardrail(tx, id);
      const call = await callOfDecision(tx, id, decision);
      if ((await tx.guardrailCase.count({ where: { guardrail: id } })) >= MOST_CASES) {
        throw refused({ code: 'too_many_cases', message: `${id} has ${MOST_CASES} cases already` });
      }
      const text = (versionIn(guardrail, 'enforced') ?? guardrail.versions[0])?.text ?? '';
      const answer: CaseAnswer =
        expected ?? caseAnswer(await rulesOfText(id, text), call, await loadTierRules(tx));
      const row = await tx.guardrailCase.create({
        data: {
          id: freshId('gcs', now),
          guardrail: id,
          name: name ?? `${call.agent.id} calls ${call.tool.id}`.slice(0, 200),
          call: call as unknown as Prisma.InputJsonValue,
          expected: answer,
          decisionId: decision,
          createdAt: now,
          createdBy: ctx.actor.id,
        },
      });
      await writeAudit(tx, ctx, now, {
        event: 'guardrail-case.created',
        subject: { kind: 'guardrail', id },
        details: { case: row.id, decision, expected: answer },
      });
      return toGuardrailCaseView(row);
    });
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw conflict('already_exists', `${id} has a case of decision \`${decision}\` already`);
    }
    throw error;
  }
}

async function callOfDecision(tx: Tx, guardrail: string, id: string): Promise<RecordedCall> {
  const row = await tx.decision.findUnique({ where: { id } });
  if (row === null) throw notFound('decision', id);
  const task =
    row.taskId === null
      ? null
      : await tx.task.findUnique({ where: { id: row.taskId }, select: { actionClasses: true } });
  const { delegation = [] } = JSON.parse(row.record) as { delegation?: { agent: string }[] };
  const known = await loadInventory(tx, {
    agents: [row.agentId, ...delegation.map(({ agent }) => agent)],
    tools: [row.toolId],
  });
  const { call } = replayedDecision(
    row.record,
    { actionClasses: task?.actionClasses ?? [] },
    guardrail,
    known,
    () => false,
  );
  if (typeof call === 'object') return call;
  const message = `guardrails were not asked about decision \`${id}\`, or its agent or tool is known no more`;
  throw refused({ code: 'not_a_case', message });
}
