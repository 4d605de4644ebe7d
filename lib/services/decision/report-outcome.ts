import { createHash } from 'node:crypto';
import type { OutcomeReportView, ReportOutcomeInput } from '@/lib/contract/decision';
import { refuse } from '@/lib/domain/refusal';
import { splitToolId } from '@/lib/domain/tool';
import { canonicalJson, sha256Hex } from '@/lib/ledger/canonical';
import { writeAudit } from '../audit';
import { type Ctx, permit, permitAgent } from '../context';
import { conflict, forbidden, invalidInput, notFound, refused } from '../errors';
import { boundSystems } from '../task/permit-task';
import { inTransaction } from '../transaction';
import { bodyOf, type ReportBody, toOutcomeReportView } from './report-view';
import { takeIn } from './take-in';

/**
 * Takes down what happened after a call was let through: once, and for good. The same report again gets
 * the same answer, another one a conflict. The output itself is not kept, only its digest and size, and
 * hashes of the values in it.
 */
export async function reportOutcome(ctx: Ctx, input: ReportOutcomeInput): Promise<OutcomeReportView> {
  permit(ctx, 'decision.report');
  const body = toBody(input);
  const bodyText = canonicalText('effects', body);
  return inTransaction(ctx, async (tx, now) => {
    const decision = await tx.decision.findUnique({
      where: { id: input.id },
      select: { id: true, agentId: true, taskId: true, toolId: true, outcome: true, record: true },
    });
    if (decision === null) throw notFound('decision', input.id);
    permitAgent(ctx, decision.agentId);
    if (ctx.actor.taskId !== undefined && ctx.actor.taskId !== decision.taskId) {
      throw forbidden(`this token does not speak for decision \`${input.id}\``);
    }
    permitSystem(ctx, decision.toolId);
    if (decision.outcome !== 'allow' && decision.outcome !== 'modify') {
      throw refused(
        refuse('not_allowed', `decision ${input.id} is ${decision.outcome}: the call was not to be made`),
      );
    }
    const record = canonicalJson({
      v: 1,
      decision: input.id,
      at: now.toISOString(),
      reported_by: ctx.actor.id,
      ...body,
    });
    // Of two at once the second waits for the first, and then meets its row.
    const { count } = await tx.outcomeReport.createMany({
      data: [{ decisionId: input.id, at: now, status: body.status, reportedBy: ctx.actor.id, record }],
      skipDuplicates: true,
    });
    const row = await tx.outcomeReport.findUniqueOrThrow({ where: { decisionId: input.id } });
    if (count === 0) {
      if (canonicalJson(bodyOf(row.record)) === bodyText) return toOutcomeReportView(row);
      throw conflict('already_reported', `decision \`${input.id}\` has another outcome report already`);
    }
    await writeAudit(tx, ctx, now, {
      event: 'decision.outcome_reported',
      subject: { kind: 'decision', id: input.id },
      details: {
        agent: decision.agentId,
        task: decision.taskId,
        tool: decision.toolId,
        status: body.status,
        reportDigest: sha256Hex(record),
        outputDigest: body.output?.digest ?? null,
        effects: body.effects.length,
      },
    });
    await takeIn(tx, now, decision, input);
    return toOutcomeReportView(row);
  });
}

function permitSystem(ctx: Ctx, toolId: string): void {
  const systems = boundSystems(ctx);
  const system = splitToolId(toolId)?.system;
  if (systems === null || (system !== undefined && systems.includes(system))) return;
  throw forbidden(`this key may not speak about tool \`${toolId}\``);
}

const toBody = (input: ReportOutcomeInput): ReportBody => ({
  status: input.status,
  output: outputOf(input),
  sensitivity: input.sensitivity ?? null,
  untrusted: input.untrusted ?? null,
  records: input.records ?? null,
  effects: input.effects.map(({ undo, ...effect }) => ({ ...effect, undo: undo ?? null })),
  writes: input.writes ?? [],
});

/** The digest of the output: over a text's own bytes, or over another value's canonical JSON. */
function outputOf({ output, output_digest: claimed }: ReportOutcomeInput): ReportBody['output'] {
  const digest = claimed?.replace('sha256:', '');
  if (output === undefined) return digest === undefined ? null : { digest, bytes: null };
  const bytes = Buffer.from(typeof output === 'string' ? output : canonicalText('output', output), 'utf8');
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (digest !== undefined && digest !== actual) {
    throw invalidInput('output_digest', 'is not the sha-256 of `output`');
  }
  return { digest: actual, bytes: bytes.byteLength };
}

/** Canonical JSON of what a caller sent. Throws `invalid_input` where there is none: half a character, say. */
function canonicalText(field: string, value: unknown): string {
  try {
    return canonicalJson(value);
  } catch {
    throw invalidInput(field, 'has characters that cannot be recorded');
  }
}
