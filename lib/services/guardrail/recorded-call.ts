import type { ActionClass } from '@/lib/domain/action-class';
import type { JsonObject } from '@/lib/domain/argument';
import { type Labels, NO_LABELS } from '@/lib/domain/labels';
import type { Outcome } from '@/lib/domain/outcome';
import type { ArgumentOrigin } from '@/lib/domain/provenance';
import type { RecordedCall } from '@/lib/domain/recorded-call';
import type { RecordedReason } from '@/lib/domain/rejudge';
import type { ReplayedDecision } from '@/lib/domain/replay';
import type { ReplayLimit } from '@/lib/domain/replay-state';
import type { RiskTier } from '@/lib/domain/risk-tier';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { Zone } from '@/lib/domain/system';
import { type KnownInventory, zoneWithTriggers } from './inventory';

type Said = { code: string; outcome: Outcome; message: string };

/** What of a record is read here, as lib/pdp wrote it. Read a million times, so it is not parsed by a schema. */
type Written = {
  id: string;
  at: string;
  agent: string;
  agent_owner: string | null;
  tier: RiskTier | null;
  tool: string;
  system: string | null;
  action_class: ActionClass | null;
  sensitivity: Sensitivity | null;
  zone: Zone | null;
  task: string | null;
  outcome: Outcome;
  answers?: { intent?: { purpose?: string | null } };
  arguments?: JsonObject;
  resource: string | null;
  labels: Labels | null;
  leaves?: boolean;
  origins?: ArgumentOrigin[];
  delegation?: { agent: string }[];
  reasons?: Said[];
  lifted?: Said[];
  approval?: string;
  shadow?: { mode: string }[];
};

/** The task's declared classes are not in the record; a task never changes them. */
type Beside = { actionClasses: readonly ActionClass[] };

/** A record as it can be judged again. Throws `SyntaxError` for one that is no JSON. */
export function replayedDecision(
  text: string,
  beside: Beside,
  guardrail: string,
  known: KnownInventory,
  isRefused: (decision: string) => boolean,
): ReplayedDecision {
  const record = JSON.parse(text) as Written;
  const { id, at, agent, tool, outcome } = record;
  return {
    id,
    at,
    agent,
    tool,
    outcome,
    reasons: reasonsOf(record.reasons, guardrail),
    lifted: reasonsOf(record.lifted, guardrail),
    isApproved: record.approval !== undefined,
    isRefused: isRefused(id) || record.reasons?.some(({ code }) => code === 'approval_denied') === true,
    call: limitOf(record) ?? callOf(record, beside, known),
  };
}

/** An error of this guardrail goes by its own name: when its text is another one, the error is gone. */
function reasonsOf(said: readonly Said[] | undefined, guardrail: string): RecordedReason[] {
  const failed = `guardrail \`${guardrail}\` `;
  return (said ?? []).map(({ code, outcome, message }) => ({
    code: code === 'guardrail_error' && message.startsWith(failed) ? guardrail : code,
    outcome,
  }));
}

function limitOf({ tier, task, action_class, reasons, shadow }: Written): ReplayLimit | null {
  if ((tier ?? null) === null || (task ?? null) === null || (action_class ?? null) === null) return 'unasked';
  if (shadow?.some(({ mode }) => mode === 'observed')) return 'observed';
  return reasons?.some(({ code }) => code === 'rule_error') ? 'failed' : null;
}

/** What guardrails see of a recorded call; `unknown` where the inventory has its agent or tool no more. */
function callOf(record: Written, { actionClasses }: Beside, known: KnownInventory): RecordedCall | 'unknown' {
  const { action_class: actionClass, sensitivity, zone, tier, task, system } = record;
  const agent = known.agents.get(record.agent);
  const tool = known.tools.get(record.tool);
  const isWhole =
    actionClass !== null && sensitivity !== null && zone !== null && tier !== null && task !== null;
  if (agent === undefined || tool === undefined || !isWhole) return 'unknown';
  return {
    at: record.at,
    agent: {
      id: record.agent,
      owner: record.agent_owner ?? '',
      tier,
      autonomy: agent.autonomy,
      environment: agent.environment,
    },
    above: (record.delegation ?? []).map((one) => known.agents.get(one.agent)?.tier ?? tier),
    task: { id: task, purpose: record.answers?.intent?.purpose ?? '', actionClasses },
    tool: {
      id: record.tool,
      systemId: system ?? '',
      name: tool.name,
      actionClass,
      sensitivity,
      zone: zoneWithTriggers(zone, tool),
      environment: tool.environment,
      reversible: tool.reversible,
      returnsUntrusted: tool.returnsUntrusted,
      sensitiveArguments: tool.sensitiveArguments,
    },
    resource: record.resource,
    arguments: record.arguments ?? {},
    labels: record.labels ?? NO_LABELS,
    leaves: record.leaves ?? false,
    origins: record.origins ?? [],
  };
}
