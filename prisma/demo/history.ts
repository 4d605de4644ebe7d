import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Database } from '@/lib/db/client';
import {
  type Batch,
  type ChainHead,
  emptyBatch,
  encodeBatch,
  recordDecisions,
} from '@/lib/db/live/record-decisions';
import { freshId } from '@/lib/db/new-id';
import { labelsAfter } from '@/lib/domain/chain';
import { decide } from '@/lib/domain/decide';
import type { GrantFacts } from '@/lib/domain/facts';
import type { Guardrails } from '@/lib/domain/guardrail';
import { decisionId } from '@/lib/domain/id';
import { NO_LABELS } from '@/lib/domain/labels';
import { knownFromPurpose } from '@/lib/domain/provenance';
import { intersectScopes } from '@/lib/domain/scope';
import { declaredClasses } from '@/lib/domain/task';
import { genesisHash } from '@/lib/ledger/chain';
import { type AskedCall, type Caller, callDigest } from '@/lib/pdp/call';
import { DatabaseClock } from '@/lib/pdp/clock';
import type { AgentEntry, FactStore, TaskEntry } from '@/lib/pdp/fact-store';
import { canonicalText, MAX_DEPTH, recordText } from '@/lib/pdp/record';
import { AGENTS } from './inventory';
import { EPISODES, type Episode } from './story';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS = 14;

/** Nothing is permitted where none are known. */
const NO_GUARDRAILS: Guardrails = { enforced: [], shadow: [] };

type Past = { episode: Episode; taskId: string; startedAt: Date; endedAt: Date; endsAt: Date };

/** When the episodes of the last two weeks were played: more on working days, in working hours. */
function pastEpisodes(now: Date): Past[] {
  const past: Past[] = [];
  for (let day = DAYS; day >= 1; day -= 1) {
    const weekday = new Date(now.getTime() - day * DAY_MS).getUTCDay();
    const rounds = weekday === 0 || weekday === 6 ? 3 : 9;
    for (let round = 0; round < rounds; round += 1) {
      const episode = EPISODES[(day * 5 + round * 3) % EPISODES.length];
      if (episode === undefined) continue;
      const startedAt = new Date(now.getTime() - day * DAY_MS + ((round * 53 + day * 17) % 540) * MINUTE_MS);
      const endedAt = new Date(startedAt.getTime() + 4 * MINUTE_MS);
      const endsAt = new Date(startedAt.getTime() + 30 * MINUTE_MS);
      past.push({ episode, taskId: freshId('tsk', startedAt), startedAt, endedAt, endsAt });
    }
  }
  return past;
}

/**
 * Writes the demo's past for the charts: the decisions that the rules would have given then, each marked
 * as demo, through the statement that records every decision, in a chain of their own.
 */
export async function writeHistory(
  db: Database,
  store: FactStore,
  caller: Caller,
  now: Date,
): Promise<number> {
  const past = pastEpisodes(now);
  await store.read(
    AGENTS.map(({ id }) => id),
    [],
    new DatabaseClock(),
  );
  await db.prisma
    .$executeRaw`SELECT ensure_decision_partitions(${new Date(now.getTime() - (DAYS + 31) * DAY_MS)}, 2)`;
  const grants = await writeTasks(db, store, past, now);
  const client = new pg.Client({ connectionString: db.url });
  await client.connect();
  try {
    const batch = emptyBatch(store.config?.versions.version ?? '', 0);
    for (const one of past) decideEpisode(store, caller, one, grants.get(one.taskId) ?? [], now, batch);
    const { decisions } = batch;
    const agents = [...new Set(decisions.agent)];
    batch.agents = {
      id: agents,
      version: agents.map(() => null),
      calls: agents.map(() => 0),
      limit: agents.map(() => 2_147_483_647),
    };
    const { refused } = await recordDecisions(client, chainOfThePast(now), encodeBatch(batch));
    if (refused.length > 0) throw new Error('the demo’s past was refused');
    return decisions.id.length;
  } finally {
    await client.end();
  }
}

/** The past has a chain of its own. */
function chainOfThePast(now: Date): ChainHead {
  const writer = freshId('wrt', now);
  return { writer, seq: 0n, head: genesisHash(writer) };
}

function agentOf(store: FactStore, id: string, now: Date): AgentEntry {
  const { config } = store;
  const entry = config === null ? undefined : store.agent(id, config, now.getTime());
  if (entry === undefined) throw new Error(`the demo’s agent ${id} is missing`);
  return entry;
}

/** The grants that a task of then would have been given, cut as `openTask` cuts them. */
function grantsOf(store: FactStore, { episode, startedAt, endsAt }: Past, now: Date): GrantFacts[] {
  const classes = declaredClasses({ actionClasses: episode.declares });
  const automatic = AGENTS.find(({ id }) => id === episode.agent)?.may.map(
    ([, , , , activation]) => activation === 'automatic',
  );
  return agentOf(store, episode.agent, now).facts.entitlements.flatMap((entitlement, i) => {
    const scope = intersectScopes(entitlement.scope, { ...entitlement.scope, actionClasses: [...classes] });
    if (automatic?.[i] !== true || scope === null) return [];
    return [
      {
        id: freshId('grt', startedAt),
        entitlementId: entitlement.id,
        scope,
        startsAt: startedAt,
        endsAt,
        revokedAt: null,
        uses: null,
        spent: 0,
        approval: null,
      },
    ];
  });
}

/** Tasks and grants of the past: opened, then ended, as they would have been. */
async function writeTasks(
  db: Database,
  store: FactStore,
  past: readonly Past[],
  now: Date,
): Promise<Map<string, GrantFacts[]>> {
  const grants = new Map(past.map((one) => [one.taskId, grantsOf(store, one, now)]));
  await db.prisma.$transaction(async (tx) => {
    await tx.task.createMany({
      data: past.map(({ episode, taskId, startedAt, endsAt }) => ({
        id: taskId,
        agentId: episode.agent,
        purpose: episode.purpose,
        onBehalfOf: episode.onBehalfOf,
        actionClasses: episode.declares,
        startedAt,
        endsAt,
        openedBy: 'demo',
        source: 'demo',
      })),
    });
    await tx.grant.createMany({
      data: past.flatMap(({ taskId, startedAt, endsAt, endedAt }) =>
        (grants.get(taskId) ?? []).map(({ id, entitlementId, scope }) => ({
          id,
          taskId,
          taskEndsAt: endsAt,
          entitlementId,
          systemId: scope.system,
          tools: [...scope.tools],
          actionClasses: [...scope.actionClasses],
          resources: [...scope.resources],
          maxSensitivity: scope.maxSensitivity,
          startsAt: startedAt,
          endsAt,
          reason: 'Given when the task began',
          createdBy: 'demo',
          revokedAt: endedAt,
          revokeReason: 'The task was completed',
        })),
      ),
    });
    for (const { taskId, endedAt } of past) {
      await tx.task.update({
        where: { id: taskId },
        data: { state: 'completed', endedAt, endReason: 'Done' },
      });
    }
  });
  return grants;
}

function decideEpisode(
  store: FactStore,
  caller: Caller,
  past: Past,
  grants: readonly GrantFacts[],
  now: Date,
  { decisions, configVersion }: Batch,
): void {
  const { episode, taskId, startedAt, endsAt } = past;
  const entry = agentOf(store, episode.agent, now);
  // The entitlements were made with the demo, a moment ago; in the story they are older.
  const facts = {
    ...entry.facts,
    entitlements: entry.facts.entitlements.map((one) => ({ ...one, startsAt: new Date(0) })),
  };
  const agent: AgentEntry = { ...entry, facts };
  const task: TaskEntry = {
    facts: {
      id: taskId,
      agentId: episode.agent,
      purpose: episode.purpose,
      state: 'running',
      endsAt,
      actionClasses: episode.declares,
      parentTaskId: null,
      grants: grants.map((one) => ({ ...one })),
      requests: [],
      deferrals: [],
      labels: NO_LABELS,
      drift: 0,
      known: knownFromPurpose(episode.purpose),
    },
    above: null,
    onBehalfOf: episode.onBehalfOf,
    revokedCredentials: [],
    version: 1n,
    calls: 0,
    minute: 0,
    minuteCalls: 0,
  };
  episode.calls.forEach(([toolId, args], i) => {
    const at = new Date(startedAt.getTime() + (i + 1) * 20_000);
    const tool = store.config?.tools.get(toolId) ?? null;
    const call: AskedCall = {
      agentId: episode.agent,
      taskId,
      toolId,
      action: 'tools/call',
      resource: null,
      arguments: args,
      argumentsText: canonicalText(args, MAX_DEPTH),
      callId: null,
      acceptsModify: false,
      approvalId: null,
      reads: [],
      requestId: '',
    };
    const digest = callDigest(call, tool);
    const verdict = decide(
      { ...call, digest },
      {
        agent: facts,
        task: task.facts,
        tool,
        stops: [],
        ancestors: [],
        contexts: [],
        zoneOf: store.config?.zoneOf ?? (() => null),
        guardrails: store.config?.guardrails ?? NO_GUARDRAILS,
        calls: { taskMinute: i, agentMinute: i },
      },
      at,
    );
    const isAllowed = verdict.outcome === 'allow' || verdict.outcome === 'modify';
    task.facts.labels = labelsAfter(verdict.chain, tool, episode.agent, isAllowed);
    const id = decisionId(taskId, startedAt.getTime(), randomBytes(16));
    decisions.id.push(id);
    decisions.at.push(at.toISOString());
    decisions.agent.push(episode.agent);
    decisions.task.push(taskId);
    decisions.tool.push(toolId);
    decisions.class.push(tool?.actionClass ?? null);
    decisions.outcome.push(verdict.outcome);
    decisions.reason.push(verdict.reason);
    decisions.until.push(null);
    decisions.record.push(
      recordText({
        id,
        at: at.toISOString(),
        caller,
        call,
        digest,
        agent,
        task,
        step: i + 1,
        tool,
        verdict,
        configVersion,
        isDemo: true,
      }),
    );
  });
}
