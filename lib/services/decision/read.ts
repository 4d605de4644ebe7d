import type { DecisionView } from '@/lib/contract/decision';
import type { Tx } from '@/lib/db/client';
import { type Outcome, stronger } from '@/lib/domain/outcome';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { reader } from '../transaction';
import { NEARBY_MS, previousLink } from './previous-link';
import { type DecisionRecord, parseRecord } from './record';
import { toOutcomeReportView } from './report-view';
import { taskWordsOf, toDecisionSummary } from './view';

/** One decision with everything that was recorded of it, what was reported since, and its place in the chain. */
export async function readDecision(ctx: Ctx, { id }: { id: string }): Promise<DecisionView> {
  permit(ctx, 'decision.list');
  const db = reader(ctx);
  const row = await db.decision.findUnique({ where: { id } });
  if (row === null) throw notFound('decision', id);
  const record = parseRecord(row.record);
  const report = await db.outcomeReport.findUnique({ where: { decisionId: id } });
  const summary = toDecisionSummary(row, await taskWordsOf(db, [row]));
  const { intent, need, end } = record.answers;
  return {
    ...summary,
    purpose: record.purpose ?? intent.purpose ?? summary.purpose,
    demo: summary.demo || record.demo,
    callId: record.call_id,
    caller: record.caller,
    requestId: record.request_id,
    agentOwner: record.agent_owner,
    tier: record.tier,
    onBehalfOf: record.on_behalf_of,
    delegation: record.delegation,
    step: record.step,
    action: record.action,
    toolDigest: record.tool_digest,
    sensitivity: record.sensitivity,
    system: record.system,
    zone: record.zone,
    resource: record.resource,
    arguments: record.arguments,
    executes: record.executes,
    properties: record.properties,
    digest: record.digest,
    reasons: record.reasons,
    lifted: record.lifted,
    approval: record.approval,
    guardrails: record.guardrails,
    shadow: record.shadow,
    wouldBe: wouldBe(row.outcome, record),
    answers: { intent, need, end: { verdict: end.verdict, endsAt: end.ends_at, endsWith: end.ends_with } },
    labels: record.labels,
    reads: record.reads,
    leaves: record.leaves,
    origins: record.origins,
    drift: record.drift,
    grant: need.grant,
    versions: record.versions,
    report: report === null ? null : toOutcomeReportView(report),
    escalation: await escalationOf(db, row, record),
    deferral: await deferralOf(db, row, record),
    chain: {
      writer: row.writer,
      seq: row.seq.toString(),
      hash: Buffer.from(row.hash).toString('hex'),
      previous: await previousLink(db, row, NEARBY_MS),
    },
    record: row.record,
  };
}

/** What the outcome would have been with those that only looked on; null when none had anything to say. */
const wouldBe = (outcome: Outcome, { shadow }: DecisionRecord): Outcome | null =>
  shadow.length === 0
    ? null
    : shadow.reduce((so, one) => (one.outcome === null ? so : stronger(so, one.outcome)), outcome);
/** Under which this call waits; another decision of the same call may have put it off first. */
async function deferralOf(
  db: Tx,
  row: { taskId: string | null; outcome: string },
  { digest }: DecisionRecord,
): Promise<string | null> {
  if (row.outcome !== 'defer' || row.taskId === null || digest === null) return null;
  const found = await db.deferral.findUnique({
    where: { taskId_digest: { taskId: row.taskId, digest } },
    select: { id: true },
  });
  return found?.id ?? null;
}

/** The escalation that this call opened, or joined because the same call was waiting already. */
async function escalationOf(
  db: Tx,
  row: { id: string; taskId: string | null; outcome: string; at: Date },
  { digest }: DecisionRecord,
): Promise<string | null> {
  if (row.outcome !== 'escalate' || row.taskId === null) return null;
  const opened = await db.escalation.findFirst({ where: { decisionId: row.id }, select: { id: true } });
  if (opened !== null || digest === null) return opened?.id ?? null;
  const joined = await db.escalation.findFirst({
    where: { taskId: row.taskId, digest, requestedAt: { lte: row.at }, expiresAt: { gt: row.at } },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  return joined?.id ?? null;
}
