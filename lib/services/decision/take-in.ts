import type { ReportOutcomeInput } from '@/lib/contract/decision';
import type { Tx } from '@/lib/db/client';
import { packHashes } from '@/lib/db/live/value-hash';
import type { Json, JsonObject } from '@/lib/domain/argument';
import { type Labels, NO_LABELS } from '@/lib/domain/labels';
import { formsOfOutput, type OutputKind } from '@/lib/domain/provenance';
import { growContexts } from '../label/grow-contexts';
import { growTask } from '../label/grow-task';
import { parseRecord } from './record';

/** The allowed call whose outcome is reported. */
type Reported = { id: string; agentId: string; taskId: string | null; toolId: string; record: string };

/**
 * Takes in what a report tells: the task's labels are corrected upward, the values of the output are
 * remembered as hashes, and the contexts that were written to get the task's labels.
 */
export async function takeIn(
  tx: Tx,
  now: Date,
  decision: Reported,
  input: ReportOutcomeInput,
): Promise<void> {
  const { id: decisionId, agentId, taskId } = decision;
  if (taskId === null) return;
  const tool = await tx.tool.findUnique({
    where: { id: decision.toolId },
    select: { returnsUntrusted: true },
  });
  // A tool that nobody knows any more is not one to trust.
  const isUntrusted = input.untrusted === true || (tool?.returnsUntrusted ?? true);
  const gained: Labels = {
    ...NO_LABELS,
    sensitivity: input.sensitivity ?? NO_LABELS.sensitivity,
    untrusted: isUntrusted,
  };
  const labels = await growTask(tx, taskId, gained);
  if (input.output !== undefined)
    await rememberValues(tx, decision, taskId, input.output as Json, isUntrusted);
  await growContexts(tx, now, input.writes ?? [], labels, { decisionId, taskId, agentId });
}

/** So much a task remembers. Beyond it only what taints is taken down: an unknown value is not believed. */
const MOST_BYTES = 200_000;
const MOST_BYTES_OF_ALL = 2 * MOST_BYTES;

async function rememberValues(
  tx: Tx,
  { id: decisionId, record }: Reported,
  taskId: string,
  value: Json,
  isUntrusted: boolean,
): Promise<void> {
  const live = await tx.taskLive.findUniqueOrThrow({
    where: { taskId },
    select: { salt: true, personPurpose: true, task: { select: { purpose: true } } },
  });
  const [held] = await tx.$queryRaw<{ bytes: number }[]>`
    SELECT coalesce(sum(octet_length(hashes)), 0)::int AS bytes FROM task_values WHERE task_id = ${taskId}`;
  const bytes = held?.bytes ?? 0;
  const isFull = (kind: OutputKind) => bytes >= (kind === 'instructed' ? MOST_BYTES_OF_ALL : MOST_BYTES);
  const forms = formsOfOutput({
    value,
    isUntrusted,
    arguments: (parseRecord(record).arguments ?? {}) as JsonObject,
    purpose: live.personPurpose ?? live.task.purpose,
  });
  const data = [...forms]
    .filter(([kind, list]) => list.length > 0 && !isFull(kind))
    .map(([kind, list]) => ({
      taskId,
      decisionId,
      kind,
      hashes: new Uint8Array(packHashes(live.salt, list)),
    }));
  if (data.length > 0) await tx.taskValues.createMany({ data });
}
