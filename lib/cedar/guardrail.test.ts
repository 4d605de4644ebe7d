import { describe, expect, test, vi } from 'vitest';
import { NO_CHAIN } from '@/lib/domain/chain';
import { agent, call, facts, now, task, tool } from '@/lib/domain/decide.fixture';
import { askGuardrails, type GuardrailInput } from '@/lib/domain/guardrail';
import { compileGuardrails } from '@/lib/pdp/compile-guardrails';
import { checkText, compileGuardrail, hasErrors, MAX_TEXT } from './guardrail';
import { positionAt } from './position';
import { shippedTexts } from './shipped.fixture';

const input: GuardrailInput = { call, agent, task, tool, facts, chain: NO_CHAIN, now };
const HEAD = 'forbid (principal, action, resource)';

test('a position counts lines and columns of characters, where Cedar counts bytes', () => {
  const text = 'é\n😀x\nlast';
  expect(positionAt(text, 0)).toEqual({ line: 1, column: 1 });
  expect(positionAt(text, 2)).toEqual({ line: 1, column: 2 });
  expect(positionAt(text, 3)).toEqual({ line: 2, column: 1 });
  expect(positionAt(text, 7)).toEqual({ line: 2, column: 3 });
  expect(positionAt(text, 9)).toEqual({ line: 3, column: 1 });
  expect(positionAt(text, 999)).toEqual({ line: 3, column: 5 });
});

test('what is shipped has no problem, not even a warning', async () => {
  for (const [name, text] of shippedTexts) expect((await checkText(name, text)).problems).toEqual([]);
});

// Each with the place where the reader finds it.
const WRONG = [
  { text: `// é\n${HEAD} when { context.hour == };`, at: [2, 61], says: 'unexpected token' },
  { text: `// é\n${HEAD} when { context.foo == "1" };`, at: [2, 45], says: 'attribute `foo`' },
  { text: `// ü😀 ü\n${HEAD}\nwhen { resource.zone == 3 };`, at: [3, 8], says: 'not compatible' },
  { text: `${HEAD} when { context.resource == "a" };`, at: [1, 45], says: 'optional attribute' },
  {
    text: `forbid (principal, action == Action::"sned", resource);`,
    at: [1, 30],
    says: 'unrecognized action',
  },
  {
    text: `permit (principal, action, resource);\n\n@outcome("x")\n${HEAD};`,
    at: [3, 1],
    says: '`@outcome` must be',
  },
  { text: `@outcom("deny") ${HEAD};`, at: [1, 1], says: 'the annotation `@outcom` cannot be used' },
  { text: `@id("other") ${HEAD};`, at: [1, 1], says: '`@id` must be' },
  { text: `@outcome("defer") ${HEAD};`, at: [1, 1], says: '`@needs`' },
  { text: `@needs("a ticket") ${HEAD};`, at: [1, 1], says: '`@needs`' },
  {
    text: `@reason("no") permit (principal, action, resource);`,
    at: [1, 1],
    says: 'a permit answers nothing',
  },
  { text: `@reason("{principal.nothing}") ${HEAD};`, at: [1, 1], says: 'names nothing' },
  { text: `@reason("{context.arguments}") ${HEAD};`, at: [1, 1], says: 'names nothing' },
  { text: `${HEAD} when { context.hour + 1 == 2 };`, at: [1, 1], says: '`+` cannot be used' },
  { text: `forbid (principal == ?principal, action, resource);`, at: [1, 1], says: 'template' },
  { text: '// nothing', at: [1, 1], says: 'holds no policy' },
  { text: `${HEAD} when { ${'('.repeat(60)}true${')'.repeat(60)} };`, at: [1, 94], says: 'nested' },
  { text: ' '.repeat(MAX_TEXT + 1), at: [1, 1], says: 'longer than' },
];
for (const { text, at, says } of WRONG) {
  test(`refused at ${at.join(':')}: ${text.slice(0, 70)}`, async () => {
    const checked = await checkText('mine', text);
    expect(hasErrors(checked)).toBe(true);
    const problem = checked.problems.find(({ severity }) => severity === 'error');
    expect(problem?.message).toContain(says);
    expect([problem?.line, problem?.column]).toEqual(at);
  });
}

test('an error that Cedar finds for each action is told once', async () => {
  const { problems } = await checkText('mine', `${HEAD} when { context.foo == 1 };`);
  expect(problems).toHaveLength(1);
});

// One that runs out of its stack leaves Cedar unusable for all that comes later.
const LARGE: [name: string, repeated: (n: number) => string][] = [
  ['and', (n) => `${'true && '.repeat(n)}true`],
  ['or', (n) => `${'true || '.repeat(n)}true`],
  ['plus', (n) => `${'1 + '.repeat(n)}1 == 1`],
  ['path', (n) => `context${'.a'.repeat(n)}`],
  ['has', (n) => `context has ${'a.'.repeat(n)}a`],
  ['call', (n) => `context${'.isEmpty()'.repeat(n)}`],
  ['else if', (n) => `${'if true then true else '.repeat(n)}true`],
  ['if if', (n) => `${'if '.repeat(n)}true${' then true else true'.repeat(n)}`],
  ['brackets', (n) => `${'['.repeat(n)}1${']'.repeat(n)} == 1`],
  ['records', (n) => `${'{a: '.repeat(n)}1${'}'.repeat(n)} == 1`],
];
for (const [name, repeated] of LARGE) {
  test(`the largest text of one ${name} that is let through is survived`, async () => {
    const textOf = (n: number) => `${HEAD} when { ${repeated(n)} };`;
    let [most, tooMany] = [1, 2000];
    while (tooMany - most > 1) {
      const middle = Math.floor((most + tooMany) / 2);
      const isLetThrough = await isLet(textOf(middle));
      if (isLetThrough) most = middle;
      else tooMany = middle;
    }
    expect(most).toBeGreaterThan(15);
    await checkText('mine', textOf(most));
    await compileGuardrail({ name: 'mine', version: 1 }, textOf(most));
    expect((await checkText('mine', `${HEAD};`)).problems).toEqual([]);
  });
}

const SIZE = /nested|too much|longer than/;
async function isLet(text: string): Promise<boolean> {
  const { problems } = await checkText('mine', text);
  return !problems.some(({ message }) => SIZE.test(message));
}

async function said(text: string, more: Partial<GuardrailInput> = {}) {
  const { rules } = await compileGuardrail({ name: 'mine', version: 3 }, text);
  return askGuardrails({ ...input, ...more }, { enforced: rules, shadow: [] }, false);
}

describe('INVARIANT (deny-by-default)', () => {
  test('a forbid that names no outcome denies', async () => {
    expect((await said(`${HEAD};`)).reasons[0]).toMatchObject({ code: 'mine', outcome: 'deny' });
  });

  test('an error in a forbid denies, whatever outcome it names', async () => {
    const { reasons } = await said(`@outcome("escalate") ${HEAD} when { context.resource == "a" };`);
    expect(reasons[0]).toMatchObject({ code: 'guardrail_error', outcome: 'deny' });
    expect(reasons[0]?.message).toContain('`mine`');
  });

  test('an error in a permit permits nothing, and another permit still does', async () => {
    const broken = 'permit (principal, action, resource) when { context.resource == "a" };';
    expect(await said(broken)).toMatchObject({ isPermitted: false, reasons: [{ code: 'not_permitted' }] });
    expect(await said(`${broken} permit (principal, action, resource);`)).toMatchObject({
      isPermitted: true,
      reasons: [],
    });
  });

  // What stands in the database may be older than this code, or written past it.
  const BROKEN = [
    { name: 'no Cedar', text: 'forbid all', governs: 'crm', elsewhere: 'deny' },
    { name: 'empty', text: '', governs: 'crm', elsewhere: 'deny' },
    {
      name: 'not compiled, about another system',
      text: 'forbid (principal, action, resource in System::"erp") when { context.hour + 1 == 2 };',
      governs: 'erp',
      elsewhere: 'nothing',
    },
    {
      name: 'an unknown outcome',
      text: '@outcome("ask") forbid (principal, action, resource in System::"erp") when { false };',
      governs: 'erp',
      elsewhere: 'nothing',
    },
  ];
  for (const { name, text, governs, elsewhere } of BROKEN) {
    test(`a stored text that is ${name} denies what it governs, and says so`, async () => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => {});
      const rows = [
        { name: 'mine', version: 9, state: 'enforced' as const, text },
        {
          name: 'default_permit',
          version: 1,
          state: 'enforced' as const,
          text: 'permit(principal, action, resource);',
        },
      ];
      const guardrails = await compileGuardrails(rows);
      expect(log).toHaveBeenCalledWith(expect.stringContaining('guardrail mine, version 9'));
      log.mockRestore();
      const ask = (systemId: string) =>
        askGuardrails({ ...input, tool: { ...tool, systemId } }, guardrails, false);
      expect(ask(governs).reasons).toMatchObject([{ code: 'guardrail_error', outcome: 'deny' }]);
      expect(ask('other').reasons).toMatchObject(elsewhere === 'deny' ? [{ code: 'guardrail_error' }] : []);
    });
  }
});

test('a reason tells what it names, and cuts what comes from outside', async () => {
  const { reasons } = await said(
    `@reason("{principal} of {principal.owner}: {context.task.declared}; {action} on {resource.system} to {context.arguments.to}, {context.arguments.none}") ${HEAD};`,
    { call: { ...call, arguments: { to: 'x'.repeat(500) } } },
  );
  expect(reasons[0]?.message).toBe(
    `invoice-bot of usr_ana: read; read on crm to ${'x'.repeat(200)}, nothing`,
  );
});

test('a defer says what it waits for', async () => {
  const { reasons } = await said(`@outcome("defer") @needs("a ticket") @reason("not now") ${HEAD};`);
  expect(reasons[0]).toMatchObject({ outcome: 'defer', message: 'not now; it needs a ticket' });
});
