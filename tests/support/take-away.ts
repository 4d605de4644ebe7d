import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '@/lib/db/client';
import { canonicalJson } from '@/lib/ledger/canonical';
import { changeAgent } from '@/lib/services/agent/change';
import { quarantineAgent } from '@/lib/services/agent/quarantine';
import { transferOwnership } from '@/lib/services/agent/transfer-ownership';
import { revokeApiKey } from '@/lib/services/api-key/revoke';
import { type Ctx, systemActor } from '@/lib/services/context';
import { revokeEntitlement } from '@/lib/services/entitlement/revoke';
import { revokeGrant } from '@/lib/services/grant/revoke';
import { createGuardrail } from '@/lib/services/guardrail/create';
import { enforceGuardrail } from '@/lib/services/guardrail/enforce';
import { createStop } from '@/lib/services/stop/create';
import { completeTask } from '@/lib/services/task/complete';
import { pauseTask } from '@/lib/services/task/pause';
import { blockTool } from '@/lib/services/tool/block';
import { disableUser } from '@/lib/services/user/disable';
import { isAllow, type Question, type Reply, untilDecided } from './client';
import type { Event, RecordedDecision } from './history';
import type { Instance } from './instance';
import { type Above, type Cast, callOf, makeWorld, sql } from './world';

const reason = 'it is no longer needed';

/** Everything that can be taken away, each by the verb that people use. */
export const TAKE_AWAY = {
  'grant revoked': (ctx: Ctx, { grant: id }: Cast) => revokeGrant(ctx, { id, reason }),
  'task ended': (ctx: Ctx, { task: id }: Cast) => completeTask(ctx, { id }),
  'agent quarantined': (ctx: Ctx, { agent: id }: Cast) => quarantineAgent(ctx, { id, reason }),
  'agent stopped': (ctx: Ctx, { agent: id }: Cast) =>
    createStop(ctx, { target: { kind: 'agent', id }, reason }),
  'tool stopped': (ctx: Ctx, { tool: id }: Cast) => createStop(ctx, { target: { kind: 'tool', id }, reason }),
  'entitlement revoked': (ctx: Ctx, { entitlement: id }: Cast) => revokeEntitlement(ctx, { id, reason }),
  'tier raised': (ctx: Ctx, { agent: id }: Cast) => changeAgent(ctx, { id, riskTier: 'critical' }),
  'tool blocked': (ctx: Ctx, { tool: id }: Cast) => blockTool(ctx, { id, reason }),
  // What is asked writes, and until the other person accepts the agent may only read.
  'owner not accepted': (ctx: Ctx, { agent: id, keeper }: Cast) =>
    transferOwnership(ctx, { id, owner: `${keeper.slice(4)}@example.com`, reason }),
  'owner disabled': (ctx: Ctx, { owner: id }: Cast) => disableUser(ctx, { id }),
  'key revoked': (ctx: Ctx, { keyId: id }: Cast) => revokeApiKey(ctx, { id }),
  'guardrail enforced': async (ctx: Ctx, { agent }: Cast) => {
    await createGuardrail(ctx, { name: guardrailOf(agent), text: forbidding(agent) });
    await enforceGuardrail(ctx, { id: guardrailOf(agent) });
  },
  'grant above revoked': (ctx: Ctx, cast: Cast) => revokeGrant(ctx, { id: above(cast).grant, reason }),
  'task above ended': (ctx: Ctx, cast: Cast) => completeTask(ctx, { id: above(cast).task }),
  'task above paused': (ctx: Ctx, cast: Cast) => pauseTask(ctx, { id: above(cast).task }),
  'agent above quarantined': (ctx: Ctx, cast: Cast) =>
    quarantineAgent(ctx, { id: above(cast).agent, reason }),
  'agent above stopped': (ctx: Ctx, cast: Cast) =>
    createStop(ctx, { target: { kind: 'agent', id: above(cast).agent }, reason }),
  'entitlement above revoked': (ctx: Ctx, cast: Cast) =>
    revokeEntitlement(ctx, { id: above(cast).entitlement, reason }),
  'owner above not accepted': (ctx: Ctx, cast: Cast) =>
    transferOwnership(ctx, {
      id: above(cast).agent,
      owner: `${cast.keeper.slice(4)}@example.com`,
      reason,
    }),
  'owner above disabled': (ctx: Ctx, cast: Cast) => disableUser(ctx, { id: above(cast).owner }),
} as const;
export type Kind = keyof typeof TAKE_AWAY;

const guardrailOf = (agent: string): string => `no_${agent.replace(/[^a-z0-9]/g, '_')}`;
const forbidding = (agent: string): string =>
  `forbid (principal == Agent::${JSON.stringify(agent)}, action, resource);`;

function above({ above: delegator }: Cast): Above {
  if (delegator === null) throw new Error('nobody delegated this task');
  return delegator;
}

/** The same in one statement each: what any code path, or an operator in psql, might do. */
const TAKE_AWAY_BY_SQL: Record<Kind, (cast: Cast) => [string, ...unknown[]]> = {
  'grant revoked': ({ grant }) => ['UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', grant],
  'task ended': ({ task }) => [
    `UPDATE tasks SET state = 'completed', ended_at = clock_timestamp() WHERE id = $1`,
    task,
  ],
  'agent quarantined': ({ agent }) => [`UPDATE agents SET state = 'quarantined' WHERE id = $1`, agent],
  'agent stopped': ({ agent }) => [STOP, 'agent', agent],
  'tool stopped': ({ tool }) => [STOP, 'tool', tool],
  'entitlement revoked': ({ entitlement }) => [
    'UPDATE entitlements SET revoked_at = clock_timestamp() WHERE id = $1',
    entitlement,
  ],
  'tier raised': ({ agent }) => [`UPDATE agents SET risk_tier = 'critical' WHERE id = $1`, agent],
  'tool blocked': ({ tool }) => [`UPDATE tools SET state = 'blocked' WHERE id = $1`, tool],
  'owner not accepted': ({ agent, keeper }) => [
    `UPDATE agents SET proposed_owner_id = $2, proposed_at = clock_timestamp(), proposed_by = 'test', proposed_reason = 'test'
      WHERE id = $1`,
    agent,
    keeper,
  ],
  'owner disabled': ({ owner }) => ['UPDATE users SET disabled_at = clock_timestamp() WHERE id = $1', owner],
  'key revoked': ({ keyId }) => ['UPDATE api_keys SET revoked_at = clock_timestamp() WHERE id = $1', keyId],
  'guardrail enforced': ({ agent }) => [
    `WITH made AS (INSERT INTO guardrails (name, created_by) VALUES ($1, 'test'))
     INSERT INTO guardrail_versions (guardrail, version, text, state, created_by) VALUES ($1, 1, $2, 'enforced', 'test')`,
    guardrailOf(agent),
    forbidding(agent),
  ],
  'grant above revoked': (cast) => TAKE_AWAY_BY_SQL['grant revoked']({ ...cast, ...above(cast) }),
  'task above ended': (cast) => TAKE_AWAY_BY_SQL['task ended']({ ...cast, ...above(cast) }),
  'task above paused': (cast) => [`UPDATE tasks SET state = 'paused' WHERE id = $1`, above(cast).task],
  'agent above quarantined': (cast) => TAKE_AWAY_BY_SQL['agent quarantined']({ ...cast, ...above(cast) }),
  'agent above stopped': (cast) => TAKE_AWAY_BY_SQL['agent stopped']({ ...cast, ...above(cast) }),
  'entitlement above revoked': (cast) => TAKE_AWAY_BY_SQL['entitlement revoked']({ ...cast, ...above(cast) }),
  'owner above not accepted': (cast) => TAKE_AWAY_BY_SQL['owner not accepted']({ ...cast, ...above(cast) }),
  'owner above disabled': (cast) => TAKE_AWAY_BY_SQL['owner disabled']({ ...cast, ...above(cast) }),
};
const STOP = `INSERT INTO stops (id, kind, target_id, reason, created_by) VALUES ('stp_' || $2, $1::stop_kind, $2, 'test', 'test')`;
export const KINDS = Object.keys(TAKE_AWAY) as Kind[];

export type Rounds = {
  history: Event[];
  /** Rounds whose call was not allowed before anything was taken away: they prove nothing. */
  void: string[];
};

/** The console's side of a database, to take away with. */
export async function openServices(url: string): Promise<{ ctx: Ctx; database: Database }> {
  const database = await openDatabase(url);
  const ctx: Ctx = {
    actor: systemActor('test'),
    prisma: database.prisma,
    requestId: 'test',
    ifMatch: null,
    publicUrl: 'http://127.0.0.1',
  };
  return { ctx, database };
}

/**
 * Plays rounds of take-away-then-ask. Each round has a cast of its own: its call is allowed on two
 * instances, which now hold its facts; then something is taken away on a third connection, in half of the
 * rounds while one instance is being asked, and between 0 and 5 ms after the acknowledgement the other is
 * asked again.
 */
export async function playRounds(options: {
  url: string;
  instances: readonly Instance[];
  kinds: readonly Kind[];
  roundsPerKind: number;
  /** Rounds under way at a time. */
  lanes?: number;
  /** Which part of the rounds uses the verbs; the others take away in one statement, which is faster. */
  verbs?: number;
  /** In which part of the rounds an instance is being asked meanwhile. */
  overlaps?: number;
  random: () => number;
}): Promise<Rounds> {
  const { url, instances, kinds, roundsPerKind, lanes = 4, verbs = 0.25 } = options;
  const { overlaps = 0.5, random } = options;
  const rounds: { kind: Kind; cast: Cast }[] = [];
  for (const [i, kind] of kinds.entries()) {
    const name = `r${i}${Math.floor(random() * 1e6)}`;
    const ownTools = kind.startsWith('tool');
    const ownKeys = kind === 'key revoked';
    const delegated = kind.includes(' above ');
    for (const cast of await makeWorld(url, { casts: roundsPerKind, name, ownTools, ownKeys, delegated })) {
      rounds.push({ kind, cast });
    }
  }
  rounds.sort(() => random() - 0.5);
  const { ctx, database } = await openServices(url);
  const played: Rounds = { history: [], void: [] };
  try {
    const lane = async () => {
      for (let round = rounds.pop(); round !== undefined; round = rounds.pop()) {
        const { kind, cast } = round;
        const takeAway =
          random() < verbs
            ? () => TAKE_AWAY[kind](ctx, cast)
            : () => {
                const [text, ...values] = TAKE_AWAY_BY_SQL[kind](cast);
                return database.pool.query(text, values);
              };
        await playRound({ ...round, takeAway, instances, overlaps, random, played });
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await database.close();
  }
  return played;
}

type Round = {
  kind: Kind;
  cast: Cast;
  takeAway: () => Promise<unknown>;
  instances: readonly Instance[];
  overlaps: number;
  random: () => number;
  played: Rounds;
};

async function playRound({
  kind,
  cast,
  takeAway,
  instances,
  overlaps,
  random,
  played,
}: Round): Promise<void> {
  const key = `${kind} ${cast.agent}`;
  const question = callOf(cast);
  const ask = (instance: Instance): Promise<Reply> => observe(played.history, instance, key, question);
  const first = Math.floor(random() * instances.length);
  const [one, other] = [instances[first], instances[(first + 1) % instances.length]] as [Instance, Instance];
  for (const instance of [one, other]) {
    const before = await untilDecided(() => ask(instance));
    if (!isAllow(before)) played.void.push(key);
  }
  // Asking the one meanwhile makes what the other holds of the task old by itself, so that only every
  // second round does it: in those between, what is taken away is all that has changed.
  const overlapping = random() < overlaps ? ask(one) : null;
  const calledAt = performance.now();
  await takeAway();
  played.history.push({
    op: 'take-away',
    key,
    calledAt,
    returnedAt: performance.now(),
    isAcknowledged: true,
  });
  // Most bugs live in the first milliseconds.
  const gapMs = random() * 6 - 1;
  if (gapMs > 0) await sleep(gapMs);
  await untilDecided(() => ask(other));
  await overlapping;
}

async function observe(
  history: Event[],
  instance: Instance,
  key: string,
  question: Question,
): Promise<Reply> {
  const calledAt = performance.now();
  const reply = await instance.ask(question);
  history.push({
    op: 'ask',
    key,
    instance: instance.origin,
    calledAt,
    returnedAt: performance.now(),
    isAllow: isAllow(reply),
    decisionId: reply.evaluation?.context.evaluation_id ?? null,
    digest: digestOf(question),
  });
  return reply;
}

/** The digest that the record of a call must carry, computed from what was sent. */
export function digestOf({ agent, task, tool, arguments: args = {}, resource }: Question): string {
  const parts = JSON.stringify([agent, task, tool, 'd', 'tools/call', resource ?? null]);
  return createHash('sha256')
    .update(`${parts}${canonicalJson(args)}`)
    .digest('base64url');
}

/** All decisions of a database, as the checker wants them. */
export async function recordedDecisions(url: string): Promise<RecordedDecision[]> {
  const rows = await sql(
    url,
    `SELECT id, record::json ->> 'digest' AS digest, outcome IN ('allow', 'modify') AS "isAllow" FROM decisions`,
  );
  return rows as RecordedDecision[];
}

/** A small generator of numbers, so that a run can be repeated from its seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
