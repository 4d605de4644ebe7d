import pg from 'pg';
import type { Way } from './budget-faults';
import type { Planted } from './bundle';
import type { Held } from './locked-out';
import type { Kind } from './take-away';
import { sql } from './world';

/** A promise broken on purpose: in the source as it is bundled for a test, or in a test's database. */
export type Mutant = {
  name: string;
  planted?: readonly Planted[];
  database?: (url: string) => Promise<unknown>;
};

/** Replaces a piece of the function that records decisions. Throws when it is not there. */
const inRecording = (find: string, replace: string) => async (url: string) => {
  const [row] = await sql(url, `SELECT pg_get_functiondef('record_decisions_2'::regproc) AS text`);
  const text = row?.text as string;
  if (!text.includes(find)) throw new Error(`record_decisions_2 has no \`${find}\``);
  await sql(
    url,
    text.replace(find, () => replace),
  );
};
const withoutTrigger = (name: string, table: string) => (url: string) =>
  sql(url, `DROP TRIGGER ${name} ON ${table}`);

/** The fence behind the count: the database itself refuses a use too many. */
const withoutUseLimit = withoutTrigger('grant_is_used', 'grant_uses');

export const NEXT_DECISION: (Mutant & { kinds: Kind[] })[] = [
  {
    name: 'the configuration’s version is not compared',
    database: inRecording('IF now_config <> p_config THEN', 'IF false THEN'),
    kinds: ['tool blocked', 'agent stopped', 'key revoked'],
  },
  {
    name: 'the agent’s version is not compared',
    database: inRecording(
      'WHERE w.version IS NOT NULL AND l.version IS DISTINCT FROM w.version;',
      'WHERE w.version IS NOT NULL AND l.version IS NULL;',
    ),
    kinds: ['agent quarantined', 'entitlement revoked', 'tier raised', 'owner not accepted'],
  },
  {
    name: 'the task’s version is not compared',
    database: inRecording('WHERE h.version IS DISTINCT FROM w.version;', 'WHERE h.version IS NULL;'),
    kinds: ['grant revoked', 'task ended'],
  },
  {
    name: 'no trigger on grants',
    database: withoutTrigger('bump_tasks_update', 'grants'),
    kinds: ['grant revoked'],
  },
  { name: 'no trigger on tasks', database: withoutTrigger('bump_tasks', 'tasks'), kinds: ['task ended'] },
  {
    name: 'no trigger on agents',
    database: withoutTrigger('bump_agents', 'agents'),
    kinds: ['agent quarantined', 'tier raised', 'owner not accepted'],
  },
  {
    name: 'no trigger on entitlements',
    database: withoutTrigger('bump_agents_update', 'entitlements'),
    kinds: ['entitlement revoked'],
  },
  { name: 'no trigger on tools', database: withoutTrigger('bump_config', 'tools'), kinds: ['tool blocked'] },
  {
    name: 'no trigger on guardrails',
    database: withoutTrigger('bump_guardrails', 'guardrail_versions'),
    kinds: ['guardrail enforced'],
  },
  { name: 'no trigger on stops', database: withoutTrigger('bump_config', 'stops'), kinds: ['agent stopped'] },
  {
    name: 'no trigger on keys that change',
    database: (url) =>
      sql(
        url,
        `DROP TRIGGER bump_config ON api_keys;
         CREATE TRIGGER bump_config AFTER INSERT ON api_keys FOR EACH STATEMENT EXECUTE FUNCTION bump_config('keys')`,
      ),
    kinds: ['key revoked'],
  },
  {
    name: 'no trigger on owners',
    database: (url) => sql(url, 'DROP TRIGGER bump_owned_agents ON users; DROP TRIGGER bump_config ON users'),
    kinds: ['owner disabled'],
  },
  {
    name: 'no trigger on tasks for what stands below them',
    database: withoutTrigger('bump_below_tasks', 'tasks'),
    kinds: ['task above ended', 'task above paused'],
  },
  {
    name: 'no trigger on grants for what stands below them',
    database: withoutTrigger('bump_below_tasks_update', 'grants'),
    kinds: ['grant above revoked'],
  },
  {
    name: 'no trigger on agents for what stands below them',
    database: withoutTrigger('bump_below_agents', 'agents'),
    kinds: ['agent above quarantined', 'owner above not accepted'],
  },
  {
    name: 'no trigger on entitlements for what stands below them',
    database: withoutTrigger('bump_below_agents_update', 'entitlements'),
    kinds: ['entitlement above revoked'],
  },
  {
    name: 'no trigger on owners for what stands below their agents',
    database: (url) => sql(url, 'DROP TRIGGER bump_below_owned ON users; DROP TRIGGER bump_config ON users'),
    kinds: ['owner above disabled'],
  },
  {
    name: 'a task is asked for its grants only, not whether it still delegates',
    planted: [
      { file: 'lib/domain/decide.ts', find: 'ancestorLack(ancestor, { stops, depth, now }) ??', replace: '' },
      {
        file: 'lib/domain/decide.ts',
        find: 'authorityLack(ancestor, tool?.actionClass ?? null) ??',
        replace: '',
      },
    ],
    kinds: [
      'task above paused',
      'agent above quarantined',
      'agent above stopped',
      'owner above disabled',
      'owner above not accepted',
    ],
  },
  {
    name: 'nobody asks whether the owners above have accepted',
    planted: [
      {
        file: 'lib/domain/decide.ts',
        find: 'authorityLack(ancestor, tool?.actionClass ?? null) ??',
        replace: '',
      },
    ],
    kinds: ['owner above not accepted'],
  },
  {
    name: 'nobody asks whether the owner has accepted',
    planted: [{ file: 'lib/domain/decide.ts', find: '  ownerHasAccepted,\n', replace: '' }],
    kinds: ['owner not accepted'],
  },
  {
    name: 'the tasks above are not asked for their grants',
    planted: [
      {
        file: 'lib/domain/decide.ts',
        find: "(scoped !== null && basis === null ? 'could not do it' : null)",
        replace: 'null',
      },
    ],
    kinds: ['grant above revoked', 'entitlement above revoked'],
  },
  {
    name: 'a key is looked up once and then believed',
    planted: [
      {
        file: 'lib/pdp/evaluator.ts',
        find: 'if (isStillIdentified(waiting.caller, config, this.clock.nowMs())) return true;',
        replace: 'if (waiting.attempts >= 0) return true;',
      },
    ],
    kinds: ['key revoked'],
  },
  {
    name: 'a cache of a minute before the evaluator',
    planted: [
      {
        file: 'lib/pdp/evaluator.ts',
        find: '    if (this.#isClosed) return',
        replace: `    const memo = ((globalThis as any).memo ??= new Map());
    const cacheKey = call.agentId + call.taskId + call.toolId;
    const hit = memo.get(cacheKey);
    if (hit !== undefined && performance.now() - hit.at < 60_000) return hit.answer;
    setTimeout(() => memo.delete(cacheKey), 60_000).unref();
    const original = this.evaluateUncached(call, caller, withinMs);
    memo.set(cacheKey, { at: performance.now(), answer: original });
    return original;
  }
  evaluateUncached(call: AskedCall, caller: Caller, withinMs = DECISION_DEADLINE_MS): Promise<Evaluated> {
    if (this.#isClosed) return`,
      },
    ],
    kinds: ['grant revoked', 'agent quarantined'],
  },
];

/** What is brought about before PostgreSQL is killed, so that the bug is met whatever the machine's speed. */
type BeforeKill = { situation: (url: string) => Promise<unknown> };

export const RECORDED_BEFORE_ANSWERED: (Mutant & BeforeKill)[] = [
  {
    name: 'commits do not wait for the disk',
    // Nobody else brings them there either.
    situation: async (url) => {
      const [row] = await sql(url, `SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'`);
      process.kill(row?.pid, 'SIGSTOP');
    },
    planted: [
      { file: 'lib/db/client.ts', find: '-c synchronous_commit=on', replace: '-c synchronous_commit=off' },
    ],
  },
  {
    name: 'answers leave before the record',
    // Nothing can be recorded from now on until the kill, which ends this connection too.
    situation: async (url) => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => {});
      await client.connect();
      await client.query('SET idle_in_transaction_session_timeout = 0; BEGIN');
      await client.query('LOCK TABLE decisions IN ACCESS EXCLUSIVE MODE');
    },
    planted: [
      {
        file: 'lib/pdp/evaluator.ts',
        find: 'const recorded = await this.#writer.record(builder.build());',
        replace: `inBatch.forEach((waiting, i) => {
        const decided = builder.decided[i];
        if (decided !== undefined) this.#succeed(waiting, { kind: 'decided', decided, escalationId: null, deferral: null });
      });
      const recorded = await this.#writer.record(builder.build());`,
      },
    ],
  },
];

export const FAIL_CLOSED: (Mutant & { held: Held; fault: string })[] = [
  {
    name: 'what could not be recorded is answered all the same',
    held: 'record',
    fault: 'allowed',
    planted: [
      {
        file: 'lib/pdp/evaluator.ts',
        find: '      this.#recordFailed(error, inBatch);',
        replace: `      inBatch.forEach((waiting, i) => {
        const decided = builder.decided[i];
        if (decided !== undefined) this.#succeed(waiting, { kind: 'decided', decided, escalationId: null, deferral: null });
      });`,
      },
      {
        file: 'lib/pdp/evaluator.ts',
        find: 'DECISION_DEADLINE_MS = 2000',
        replace: 'DECISION_DEADLINE_MS = 60_000',
      },
    ],
  },
  {
    name: 'no deadline',
    held: 'task',
    fault: 'answered after',
    planted: [
      {
        file: 'lib/pdp/evaluator.ts',
        find: 'DECISION_DEADLINE_MS = 2000',
        replace: 'DECISION_DEADLINE_MS = 60_000',
      },
    ],
  },
  {
    name: 'looking up who asks has no deadline',
    held: 'keys',
    fault: 'answered after',
    planted: [
      {
        file: 'lib/pdp/door.ts',
        find: 'await inTime(identify(evaluator, request.authorization, proofOf(request, publicUrl, path)))',
        replace: 'await identify(evaluator, request.authorization, proofOf(request, publicUrl, path))',
      },
    ],
  },
];

export const EXPIRY: Mutant[] = [
  {
    name: 'the service’s own clock decides',
    planted: [
      {
        file: 'lib/pdp/clock.ts',
        find: 'return Math.floor(this.#toldMs + performance.now() - this.#heardAtMs);',
        replace: 'return Date.now();',
      },
    ],
  },
  {
    name: 'a task’s state is believed, whatever its deadline',
    planted: [
      {
        file: 'lib/domain/task.ts',
        find: "return OPEN_TASK_STATES.includes(task.state) && task.endsAt <= now ? 'expired' : task.state;",
        replace: 'return now === undefined ? "expired" : task.state;',
      },
    ],
  },
  {
    name: 'a grant’s end is not compared',
    planted: [
      {
        file: 'lib/domain/match-grants.ts',
        find: 'if (now >= grant.endsAt || now < grant.startsAt) {',
        replace: 'if (now < grant.startsAt) {',
      },
    ],
  },
];
export const HELD: Mutant = {
  name: 'the ends are not compared with the time of the record',
  database: inRecording('WHERE w.until <= clock;', 'WHERE false;'),
};
export const CLOCK_SET_BACK: Mutant[] = [
  {
    name: 'no mark below which the clock counts as set back',
    database: inRecording(`IF clock < high_water - interval '2 seconds' THEN`, 'IF false THEN'),
  },
  {
    name: 'that mark moves with the checkpoints alone',
    database: inRecording('high_water := greatest(high_water, last_call);', ''),
  },
];

export const TASK_BOUND: Mutant[] = [
  {
    name: 'a grant does not look at its task’s row',
    database: withoutTrigger('grant_needs_open_task', 'grants'),
  },
];

export const SAME_BYTES: Mutant[] = [
  {
    name: 'members are not sorted',
    planted: [{ file: 'lib/pdp/record.ts', find: 'if (keys.length > 1) keys.sort();', replace: '' }],
  },
  {
    name: 'the digest leaves the arguments out',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source.
    planted: [{ file: 'lib/pdp/call.ts', find: '${semanticText(call, tool)}`,', replace: '`,' }],
  },
  {
    name: 'arguments are recorded after a change',
    planted: [
      {
        file: 'lib/pdp/record.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source.
        find: '"arguments":${call.argumentsText},',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source.
        replace: '"arguments":${call.argumentsText.trim().toLowerCase()},',
      },
    ],
  },
];

export const USES: (Mutant & { way: Way })[] = [
  {
    name: 'two instances spend the same use',
    way: 'in turns',
    database: async (url) => {
      await inRecording('WHERE h.version IS DISTINCT FROM w.version;', 'WHERE h.version IS NULL;')(url);
      await withoutUseLimit(url);
    },
  },
  {
    name: 'a batch does not see what it has spent itself',
    way: 'in one request',
    planted: [
      {
        file: 'lib/pdp/batch.ts',
        find: 'spent: one.spent + (spent.get(one.id) ?? 0)',
        replace: 'spent: one.spent',
      },
    ],
    database: withoutUseLimit,
  },
];
export const VELOCITY: Mutant[] = [
  {
    name: 'an agent’s calls are counted by each instance for itself',
    database: inRecording('FILTER (WHERE h.calls + w.calls > w.most)', 'FILTER (WHERE false)'),
  },
];

export const DENY_BY_DEFAULT: Mutant[] = [
  {
    name: 'a rule that fails has no objection',
    planted: [
      {
        file: 'lib/domain/decide.ts',
        find: 'return rule(input);\n  } catch (error) {',
        replace: 'return rule(input);\n  } catch (error) {\n    if (error) return NOTHING;',
      },
    ],
  },
  {
    name: 'a guardrail that fails has no objection',
    planted: [
      {
        file: 'lib/domain/guardrail.ts',
        find: "return { code: 'guardrail_error', outcome: 'deny'",
        replace: "if (error) return null;\n    return { code: 'guardrail_error', outcome: 'deny'",
      },
    ],
  },
  {
    name: 'facts that cannot be read throw',
    planted: [
      {
        file: 'lib/domain/decide.ts',
        find: "    return refuseCall({}, [{ code: 'rule_error'",
        replace:
          "    if (now) throw new Error('unreadable');\n    return refuseCall({}, [{ code: 'rule_error'",
      },
    ],
  },
];

export const THREE_ANSWERS: Mutant[] = [
  {
    name: 'an allow is given whatever the answers are',
    planted: [
      {
        file: 'lib/domain/decide.ts',
        find: 'return isAnswered ? ',
        replace: "return question !== 'need' && isAnswered ? ",
      },
      {
        file: 'lib/domain/decide.ts',
        find: 'if (task === null || grant === null || !isAnswered) {',
        replace: 'if (task === null || grant === null) {',
      },
    ],
  },
];

export const APPROVAL_ONCE: (Mutant & { shows: 'uses' | 'end' | 'questions' })[] = [
  {
    name: 'an approval fits whatever call',
    planted: [
      {
        file: 'lib/domain/match-grants.ts',
        find: 'approval.digest === null ? coversCall(grant.scope, scoped) : approval.digest === call.digest',
        replace: 'coversCall(grant.scope, scoped)',
      },
    ],
    shows: 'uses',
  },
  {
    name: 'a use of an approval is not counted',
    planted: [
      {
        file: 'lib/domain/decide.ts',
        find: 'spends: grant.uses === null ? null : grant.id,',
        replace: 'spends: null,',
      },
    ],
    shows: 'uses',
  },
  {
    name: 'nobody looks at how often an approval was used, and the database does not either',
    planted: [
      {
        file: 'lib/domain/match-grants.ts',
        find: 'if (grant.uses === null || grant.spent >= grant.uses) return [];',
        replace: '',
      },
      {
        file: 'lib/domain/match-grants.ts',
        find: '} else if (grant.uses !== null && grant.spent >= grant.uses) {',
        replace: '} else if (false as boolean) {',
      },
    ],
    database: withoutUseLimit,
    shows: 'uses',
  },
  {
    name: 'nobody looks at the end of an approval',
    planted: [
      {
        file: 'lib/domain/match-grants.ts',
        find: 'if (now >= grant.endsAt || now < grant.startsAt) return [];',
        replace: '',
      },
      {
        file: 'lib/domain/match-grants.ts',
        find: 'if (now >= grant.endsAt || now < grant.startsAt) {',
        replace: 'if (now < grant.startsAt) {',
      },
      {
        file: 'lib/domain/decide.ts',
        find: '        grant.endsAt,\n        entitlement?.endsAt,',
        replace: '        entitlement?.endsAt,',
      },
    ],
    shows: 'end',
  },
  {
    name: 'an approval lifts every question',
    planted: [
      {
        file: 'lib/domain/decide.ts',
        find: "outcome === 'escalate' && match.approval.lifts.includes(code)",
        replace: "outcome === 'escalate'",
      },
    ],
    shows: 'questions',
  },
];

export const OVERLOAD: Mutant[] = [
  {
    name: 'nobody is turned away',
    planted: [
      { file: 'lib/pdp/evaluator.ts', find: 'MAX_WAITING = 4096', replace: 'MAX_WAITING = 1_000_000' },
    ],
  },
];

export const BREAKER: Mutant[] = [
  {
    name: 'nobody looks after a denial',
    planted: [{ file: 'lib/pdp/breaker.ts', find: 'this.#denied.add(agentId);', replace: '' }],
  },
  {
    name: 'calls for tasks that are not running count too',
    planted: [
      { file: 'lib/domain/breaker.ts', find: "  'task_not_running',\n", replace: '' },
      { file: 'lib/domain/breaker.ts', find: ' as const satisfies readonly ReasonCode[]', replace: '' },
    ],
  },
  {
    name: 'calls without a task of the agent’s own count too',
    planted: [
      {
        file: 'lib/domain/breaker.ts',
        find: "outcome === 'deny' && taskId !== null && !(NOT_ITS_DOING as readonly string[]).includes(reason)",
        replace: "outcome === 'deny'",
      },
      { file: 'lib/domain/breaker.ts', find: "  'task_unknown',\n", replace: '' },
      {
        file: 'lib/services/agent/trip-breaker.ts',
        find: "d.outcome = 'deny' AND d.task_id IS NOT NULL AND d.reason",
        replace: "d.outcome = 'deny' AND d.reason",
      },
      {
        file: 'lib/services/agent/trip-breaker.ts',
        find: "d.outcome = 'deny' AND d.task_id IS NOT NULL\n",
        replace: "d.outcome = 'deny'\n",
      },
    ],
  },
  {
    name: 'each instance that looks quarantines',
    planted: [
      {
        file: 'lib/services/agent/trip-breaker.ts',
        find: "if (agent?.state !== 'active') return false;",
        replace: 'if (agent === null) return false;',
      },
      {
        file: 'lib/services/agent/trip-breaker.ts',
        find: "a.state = 'active' AND c.denials",
        replace: 'c.denials',
      },
      {
        file: 'lib/domain/agent.ts',
        find: "from: ['draft', 'active'], to: 'quarantined'",
        replace: "from: ['draft', 'active', 'quarantined'], to: 'quarantined'",
      },
    ],
  },
];
