import type { ActionClass } from './action-class';
import type { Autonomy } from './agent';
import type { JsonObject } from './argument';
import { asDelegated } from './delegation';
import type { AgentFacts, AncestorFacts, Facts, TaskFacts } from './facts';
import type { GuardrailInput } from './guardrail';
import type { Labels } from './labels';
import { type ArgumentOrigin, knownFromPurpose } from './provenance';
import type { RiskTier, TierRules } from './risk-tier';
import type { Sensitivity } from './sensitivity';
import type { Environment, Zone } from './system';

/**
 * All that a guardrail may look at of a call that was decided. What the decision's record holds is as it was
 * then: tier, owner, class, sensitivity, zone, labels, arguments and where they stem from. What it does not hold
 * is as it was when this was put together: the agent's autonomy and environment, whether the tool can be undone or
 * returns untrusted content, and the tiers of the agents further up.
 */
export type RecordedCall = {
  /** ISO 8601. */
  at: string;
  agent: { id: string; owner: string; tier: RiskTier; autonomy: Autonomy; environment: Environment };
  /** The tiers of the agents that delegated it, from the root. */
  above: readonly RiskTier[];
  task: { id: string; purpose: string; actionClasses: readonly ActionClass[] };
  tool: {
    id: string;
    systemId: string;
    name: string;
    actionClass: ActionClass;
    sensitivity: Sensitivity;
    zone: Zone;
    environment: Environment;
    reversible: boolean;
    returnsUntrusted: boolean;
    sensitiveArguments: readonly string[];
  };
  resource: string | null;
  arguments: JsonObject;
  labels: Labels;
  leaves: boolean;
  origins: readonly ArgumentOrigin[];
};

/** The rules of each tier by which it is judged again. */
export type RulesOfTiers = Readonly<Record<RiskTier, TierRules>>;

const NEVER = new Date(8.64e15);

/** What guardrails are asked with when a recorded call is put before them again. */
export function recordedInput(recorded: RecordedCall, rulesOf: RulesOfTiers): GuardrailInput {
  const { above, arguments: args, labels, leaves, origins, resource } = recorded;
  const agentOf = ({ id, owner, tier, autonomy, environment }: RecordedCall['agent']): AgentFacts => ({
    id,
    state: 'active',
    owner: { id: owner, isEnabled: true },
    backupOwner: null,
    proposedOwnerId: null,
    autonomy,
    environment,
    observedUntil: null,
    tier,
    rules: rulesOf[tier],
    entitlements: [],
  });
  const taskOf = ({ id, purpose, actionClasses }: RecordedCall['task']): TaskFacts => ({
    id,
    agentId: recorded.agent.id,
    purpose,
    state: 'running',
    endsAt: NEVER,
    actionClasses,
    parentTaskId: null,
    grants: [],
    requests: [],
    deferrals: [],
    labels,
    drift: 0,
    known: knownFromPurpose(purpose),
  });
  const task = taskOf(recorded.task);
  const ancestors: AncestorFacts[] = above.map((tier) => ({
    task,
    agent: agentOf({ ...recorded.agent, tier }),
  }));
  const agent = asDelegated(agentOf(recorded.agent), ancestors);
  const tool = {
    ...recorded.tool,
    state: 'reviewed' as const,
    digest: '',
    reviewedDigest: '',
    argumentsRefusal: () => null,
  };
  const facts: Facts = {
    agent,
    task,
    tool,
    stops: [],
    ancestors,
    contexts: [],
    zoneOf: () => null,
    guardrails: { enforced: [], shadow: [] },
    calls: { taskMinute: 0, agentMinute: 0 },
  };
  return {
    call: {
      agentId: agent.id,
      taskId: task.id,
      toolId: tool.id,
      resource,
      arguments: args,
      reads: [],
      acceptsModify: false,
      digest: '',
      approvalId: null,
    },
    agent,
    task,
    tool,
    facts,
    chain: { labels, leaves, origins, drift: { own: 0, accumulated: 0 } },
    now: new Date(recorded.at),
  };
}
