import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { toMs } from '@/lib/db/live/load-agents';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import type { AgentState } from '@/lib/domain/agent';
import { type Bounds, hiddenPaths } from '@/lib/domain/approval';
import type { JsonObject } from '@/lib/domain/argument';
import { delegable } from '@/lib/domain/delegation';
import { basisOf } from '@/lib/domain/match-grants';
import type { ReachedTool, ReachingEntitlement } from '@/lib/domain/reach';
import { type Refusal, refuse } from '@/lib/domain/refusal';
import {
  higherTier,
  type RiskTier,
  raisesFloor,
  SHIPPED_TIERS,
  type TierRules,
} from '@/lib/domain/risk-tier';
import type { ScopedCall } from '@/lib/domain/scope';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import { isStopped, type Stop } from '@/lib/domain/stop';
import { type TaskState, taskStateAt } from '@/lib/domain/task';
import { splitToolId, type ToolState } from '@/lib/domain/tool';
import { loadChain } from '../delegation/load-chain';
import { scopeOf } from '../grant/scope';
import { tierOfReach } from '../task/effective-tier';
import type { LoadedEscalation } from './load';

/** How a waiting call stands now. */
export type Standing = {
  tier: RiskTier;
  rules: TierRules;
  /** Null where what it was about is gone. */
  bounds: Bounds | null;
  /** Why nobody can approve it now, whoever they are. */
  problems: Refusal[];
  stoppedBy: string | null;
  hidden: string[];
  /** Paths of arguments that do not bind the approval. */
  incidental: string[];
};

/**
 * What may be given for a waiting call now, and why nothing may: of a first task in one statement. Whoever answers
 * holds all of it before, with `hold_answer`.
 */
export async function loadStanding(tx: Tx, row: LoadedEscalation, now: Date): Promise<Standing> {
  const { task, agent, entitlements, tool, tools, tiers, stops } = await loadStandingFacts(tx, row, now);
  // Whichever is stricter: the tier under which it was asked, or that of now.
  const present = tierOfReach(agent, entitlements, tools, now);
  const tier = row.tier === null ? present : higherTier(row.tier, present);
  const rules = tiers[tier] ?? SHIPPED_TIERS[tier];
  const targets = {
    agentId: row.agentId,
    ownerId: agent.ownerId,
    tier: present,
    toolId: row.toolId,
    systemId: splitToolId(row.toolId)?.system ?? null,
  };
  const stoppedBy = stops.find((stop) => isStopped(stop, targets))?.id ?? null;
  const hidden = hiddenPaths(row.arguments as JsonObject);
  const incidental = tool?.incidentalArguments ?? [];

  const problems: Refusal[] = [];
  const state = taskStateAt(task, now);
  if (stoppedBy !== null) problems.push(refuse('frozen', 'a stop covers the call: nothing is answered'));
  if (state !== 'running' && state !== 'paused') problems.push(refuse('task_ended', `its task is ${state}`));
  if (agent.state !== 'active') {
    problems.push(refuse('agent_not_active', `the agent is ${agent.state}`));
  }
  if (tool === null || tool.state !== 'reviewed' || tool.digest !== row.toolDigest) {
    problems.push(refuse('tool_changed', 'the tool is not the reviewed one that the call was for any more'));
  }
  if (hidden.length > 0) {
    problems.push(
      refuse('not_shown', `${hidden.join(', ')} cannot be shown whole, so nobody can approve it`),
    );
  }
  const call = tool === null ? null : callOf(row, tool);
  if (call === null) return { tier, rules, bounds: null, problems, stoppedBy, hidden, incidental };

  const chain = task.parentTaskId === null ? null : await chainAbove(tx, row, call, task.parentTaskId, now);
  if (chain === 'lacking') {
    problems.push(refuse('exceeds_delegator', 'a task above could not do this itself any more'));
  }
  const bounds: Bounds = {
    call,
    ceilings: entitlements
      .filter(({ startsAt }) => startsAt <= now)
      .map(({ id, scope, endsAt, maxTtlSeconds }) => ({ id, scope, endsAt, maxTtlSeconds })),
    taskEndsAt: task.endsAt,
    delegatedUntil: chain === null || chain === 'lacking' ? null : chain.until,
    delegable: chain === null || chain === 'lacking' ? null : chain.delegable,
    rules,
  };
  return { tier, rules, bounds, problems, stoppedBy, hidden, incidental };
}

type Facts = {
  task: { state: TaskState; endsAt: Date; parentTaskId: string | null };
  agent: { riskTier: RiskTier; state: AgentState; ownerId: string };
  entitlements: (ReachingEntitlement & { id: string; maxTtlSeconds: number })[];
  tool: (ToolColumns & { state: ToolState; digest: string; incidentalArguments: string[] }) | null;
  /** What can raise the floor of what the entitlements reach. */
  tools: (ReachedTool & { systemId: string })[];
  tiers: Partial<Record<RiskTier, TierRules>>;
  stops: Stop[];
};
type EntitlementJson = Parameters<typeof scopeOf>[0] & {
  id: string;
  startsAt: number;
  endsAt: number;
  maxTtlSeconds: number;
};
type FactsJson = Omit<Facts, 'task' | 'entitlements' | 'tiers'> & {
  task: Omit<Facts['task'], 'endsAt'> & { endsAt: number };
  entitlements: EntitlementJson[];
  tiers: { id: RiskTier; rules: TierRules }[];
};

const ms = (column: string) => Prisma.raw(toMs(column));

/** All that the rule looks at, in one snapshot. */
async function loadStandingFacts(
  tx: Tx,
  { taskId, agentId, toolId }: LoadedEscalation,
  now: Date,
): Promise<Facts> {
  const [row] = await tx.$queryRaw<FactsJson[]>`
    /* kept: standing-facts */ WITH RECURSIVE live AS MATERIALIZED (
      SELECT * FROM entitlements n
       WHERE n.agent_id = ${agentId} AND n.revoked_at IS NULL AND n.ends_at > ${now}
    ), reached (system_id) AS (
      SELECT n.system_id FROM live n
      UNION
      SELECT moved FROM reached r JOIN tools o ON o.system_id = r.system_id, unnest(o.triggers) moved
    )
    SELECT json_build_object('state', t.state, 'endsAt', ${ms('t.ends_at')}, 'parentTaskId', t.parent_task_id) AS task,
           json_build_object('riskTier', a.risk_tier, 'state', a.state, 'ownerId', a.owner_id) AS agent,
           (SELECT coalesce(json_agg(json_build_object(
                     'id', n.id, 'systemId', n.system_id, 'tools', n.tools, 'actionClasses', n.action_classes,
                     'resources', n.resources, 'maxSensitivity', n.max_sensitivity, 'arguments', n.arguments,
                     'startsAt', ${ms('n.starts_at')}, 'endsAt', ${ms('n.ends_at')},
                     'maxTtlSeconds', n.max_ttl_seconds) ORDER BY n.id), '[]') FROM live n) AS entitlements,
           (SELECT json_build_object(
                     'id', o.id, 'systemId', o.system_id, 'actionClass', o.action_class, 'sensitivity', o.sensitivity,
                     'state', o.state, 'digest', o.digest, 'incidentalArguments', o.incidental_arguments)
              FROM tools o WHERE o.id = ${toolId}) AS tool,
           (SELECT coalesce(json_agg(json_build_object(
                     'systemId', o.system_id, 'name', o.name, 'actionClass', o.action_class,
                     'sensitivity', o.sensitivity, 'triggers', o.triggers)), '[]')
              FROM reached r JOIN tools o ON o.system_id = r.system_id
             WHERE o.triggers <> '{}' OR (o.action_class, o.sensitivity) IN (${RAISING})) AS tools,
           (SELECT json_agg(json_build_object('id', i.id, 'rules', i.rules)) FROM tiers i) AS tiers,
           (SELECT coalesce(json_agg(json_build_object('id', s.id, 'kind', s.kind, 'targetId', s.target_id)), '[]')
              FROM stops s WHERE s.released_at IS NULL) AS stops
      FROM tasks t JOIN agents a ON a.id = t.agent_id WHERE t.id = ${taskId}`;
  if (row === undefined) throw new Error(`task ${taskId} of an escalation cannot be read`);
  const { task, entitlements, tiers, ...rest } = row;
  return {
    ...rest,
    task: { ...task, endsAt: new Date(task.endsAt) },
    entitlements: entitlements.map((one) => ({
      id: one.id,
      scope: scopeOf(one),
      startsAt: new Date(one.startsAt),
      endsAt: new Date(one.endsAt),
      revokedAt: null,
      maxTtlSeconds: one.maxTtlSeconds,
    })),
    tiers: Object.fromEntries((tiers ?? []).map(({ id, rules }) => [id, rules])),
  };
}

/** What a tool has to be to raise a floor; the others of an inventory need not be read. */
const RAISING = Prisma.join(
  ACTION_CLASSES.flatMap((actionClass) =>
    SENSITIVITIES.filter((sensitivity) => raisesFloor({ actionClass, sensitivity })).map(
      (sensitivity) => Prisma.sql`(${actionClass}::action_class, ${sensitivity}::sensitivity)`,
    ),
  ),
);

type ToolColumns = {
  id: string;
  systemId: string;
  actionClass: ScopedCall['actionClass'];
  sensitivity: ScopedCall['sensitivity'];
};

const callOf = ({ resource }: LoadedEscalation, tool: ToolColumns): ScopedCall => ({
  systemId: tool.systemId,
  toolName: splitToolId(tool.id)?.name ?? tool.id,
  actionClass: tool.actionClass,
  sensitivity: tool.sensitivity,
  resource,
});

/** INVARIANT (attenuation): nobody gives a child what its delegators lack. */
async function chainAbove(tx: Tx, row: LoadedEscalation, call: ScopedCall, parentTaskId: string, now: Date) {
  const chain = await loadChain(tx, parentTaskId, now);
  const ends: number[] = [];
  for (const ancestor of chain) {
    const basis = basisOf(ancestor, call, row.arguments as JsonObject, now);
    if (basis === null) return 'lacking' as const;
    ends.push(basis.grant.endsAt.getTime(), basis.entitlement.endsAt.getTime());
  }
  return { until: new Date(Math.min(...ends)), delegable: delegable(chain, now) };
}
