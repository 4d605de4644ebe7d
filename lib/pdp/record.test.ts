import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@/lib/domain/argument';
import { decide } from '@/lib/domain/decide';
import { agent, ancestor, facts, now, task, tool } from '@/lib/domain/decide.fixture';
import { canonicalJson } from '@/lib/ledger/canonical';
import { type AskedCall, callDigest } from './call';
import type { CompiledTool } from './compile-facts';
import type { AgentEntry, TaskEntry } from './fact-store';
import { canonicalText, MAX_DEPTH, recordText } from './record';

const asked = (more: Partial<AskedCall>): AskedCall => {
  const args = more.arguments ?? {};
  return {
    agentId: 'invoice-bot',
    taskId: 'tsk_1',
    toolId: 'crm/contacts.search',
    action: 'tools/call',
    resource: null,
    arguments: args,
    callId: null,
    acceptsModify: false,
    approvalId: null,
    reads: [],
    requestId: 'r-1',
    ...more,
    argumentsText: canonicalText(args, MAX_DEPTH),
  };
};
const agentEntry = { facts: agent, version: '7' } as unknown as AgentEntry;
const taskEntry = {
  facts: task,
  above: null,
  version: 3n,
  onBehalfOf: 'Ana "A" Kovač',
} as unknown as TaskEntry;
const compiledTool = {
  ...tool,
  system: { id: 'crm', zone: 'internal', environment: 'production' },
  incidentalArguments: [] as readonly string[],
} as CompiledTool;

function recordOf(call: AskedCall, known: boolean, entry: TaskEntry = taskEntry): string {
  const digest = callDigest(call, known ? compiledTool : null);
  const given = known ? facts : { ...facts, agent: null, task: null, tool: null };
  return recordText({
    id: 'dec_1',
    at: now.toISOString(),
    caller: { kind: 'api_key', id: 'key_1', name: 'Gate "1"', keyHash: 'h', systemIds: [], agentIds: [] },
    call,
    digest,
    agent: known ? agentEntry : null,
    task: known ? entry : null,
    step: known ? 4 : null,
    tool: known ? compiledTool : null,
    verdict: decide({ ...call, digest }, given, now),
    configVersion: '12',
  });
}

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)));
const storable = (value: unknown): boolean =>
  !JSON.stringify(value).includes('\\u0000') && JSON.stringify(value).isWellFormed();

describe('INVARIANT (same-bytes)', () => {
  test('the text of arguments is the canonical one, whatever they are', () => {
    fc.assert(
      fc.property(json.filter(storable), (value) => {
        expect(canonicalText(value, 100)).toBe(canonicalJson(value));
      }),
      { numRuns: 3000 },
    );
  });

  test('a record is canonical JSON, and holds the arguments as they were asked', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), json).filter(storable),
        fc.boolean(),
        fc.boolean(),
        (args, known, named) => {
          const record = recordOf(
            asked({ arguments: args, callId: named ? 'c"1' : null, taskId: known ? 'tsk_1' : null }),
            known,
          );
          const parsed = JSON.parse(record);
          expect(record).toBe(canonicalJson(parsed));
          expect(parsed.arguments).toEqual(args);
        },
      ),
      { numRuns: 1000 },
    );
  });

  const definedAs = (digest: string, incidentalArguments: readonly string[] = []) => ({
    digest,
    incidentalArguments,
  });

  test('two different calls have different digests', () => {
    const base = asked({ arguments: { a: 1 } });
    const others: AskedCall[] = [
      asked({ arguments: { a: 2 } }),
      asked({ arguments: { a: 1 }, toolId: 'crm/contacts.export' }),
      asked({ arguments: { a: 1 }, agentId: 'other' }),
      asked({ arguments: { a: 1 }, taskId: 'tsk_2' }),
      asked({ arguments: { a: 1 }, resource: 'orders/4' }),
    ];
    const digests = new Set([base, ...others].map((call) => callDigest(call, definedAs('d1'))));
    expect(digests.size).toBe(others.length + 1);
    expect(digests.has(callDigest(base, definedAs('d2')))).toBe(false);
  });
});

describe('INVARIANT (approval-once): what an approval fits', () => {
  const tool = { digest: 'd1', incidentalArguments: ['timeout', 'options.trace'] };
  const args = fc
    .record(
      {
        to: json,
        timeout: json,
        options: fc.oneof(json, fc.record({ trace: json, limit: json }, { requiredKeys: [] })),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.parse(JSON.stringify(value)))
    .filter(storable);
  const digestOf = (value: JsonObject) => callDigest(asked({ arguments: value }), tool);
  const isObject = (value: unknown): value is JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  /** What is left when the incidental ones are taken away by hand. */
  const semantic = ({ timeout: _, options, ...rest }: JsonObject) => {
    if (!isObject(options)) return options === undefined ? rest : { ...rest, options };
    const { trace: __, ...left } = options;
    return { ...rest, options: left };
  };

  test('a change of an incidental argument keeps it, any other change does not', () => {
    fc.assert(
      fc.property(args, args, (one, other) => {
        const isSame = canonicalJson(semantic(one)) === canonicalJson(semantic(other));
        expect(digestOf(one) === digestOf(other)).toBe(isSame);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(args, json.filter(storable), (one, value) => {
        expect(digestOf({ ...one, timeout: value })).toBe(digestOf(one));
        expect(digestOf({ ...one, other: value })).not.toBe(digestOf(one));
        if (canonicalJson(one.to ?? null) !== canonicalJson(value)) {
          expect(digestOf({ ...one, to: value })).not.toBe(digestOf(one));
        }
        if (isObject(one.options)) {
          const traced = { ...one, options: { ...one.options, trace: value } };
          expect(digestOf(traced)).toBe(digestOf(one));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('names that only look like the path are not left out', () => {
    const base = digestOf({ options: { trace: 1 } });
    expect(digestOf({ options: {} })).toBe(base);
    const others: JsonObject[] = [
      { options: { trace: 1, Trace: 1 } },
      { options: {}, 'options.trace': 1 },
      { options: [{ trace: 1 }] },
      { options: {}, trace: 1 },
      { options: {}, Timeout: 1 },
      {},
    ];
    for (const value of others) expect(digestOf(value)).not.toBe(base);
  });

  test('a tool that declares none is digested as ever', () => {
    const call = asked({ arguments: { timeout: 1 } });
    expect(callDigest(call, { digest: 'd1', incidentalArguments: [] })).not.toBe(callDigest(call, tool));
    expect(callDigest(call, null)).not.toBe(callDigest(call, tool));
  });
});

describe('what cannot be recorded is refused', () => {
  for (const [name, value] of [
    ['NUL', { a: '\u0000' }],
    ['half a character', { a: '\ud800' }],
    ['NUL in a name', { '\u0000': 1 }],
  ] as const) {
    test(name, () => expect(() => canonicalText(value, 5)).toThrow(/cannot be recorded/));
  }

  test('nesting beyond the bound', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
    expect(() => canonicalText(deep, MAX_DEPTH)).toThrow(/too deeply/);
  });
});

test('INVARIANT (three-answers): a record of an unknown call carries them too', () => {
  const parsed = JSON.parse(recordOf(asked({ taskId: 'tsk_9' }), false));
  expect(parsed.answers).toMatchObject({
    intent: { verdict: 'no' },
    need: { verdict: 'unclear' },
    end: { verdict: 'unclear' },
  });
  expect(parsed.claimed_task).toBe('tsk_9');
  expect(parsed.versions).toEqual({ agent: null, config: 12, task: null });
});

test('a record names the tasks above with their agents from the root, and is canonical with them', () => {
  const root = {
    ...ancestor,
    task: { ...ancestor.task, id: 'tsk_r' },
    agent: { ...agent, id: 'root "bot"' },
  };
  const above = { facts: [root, ancestor] } as unknown as TaskEntry['above'];
  const record = recordOf(asked({}), true, { ...taskEntry, above });
  expect(record).toBe(canonicalJson(JSON.parse(record)));
  expect(JSON.parse(record).delegation).toEqual([
    { agent: 'root "bot"', task: 'tsk_r' },
    { agent: 'office-bot', task: 'tsk_0' },
  ]);
  expect(JSON.parse(recordOf(asked({}), true))).not.toHaveProperty('delegation');
});
