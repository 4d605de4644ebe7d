import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION_CLASSES } from './action-class';
import { containsScope, type Scope } from './scope';
import { SENSITIVITIES } from './sensitivity';
import { type CallableTool, callableBy, indexUses, narrowToUsed } from './usage';

const tool = (name: string, more: Partial<CallableTool> = {}): CallableTool => ({
  id: `crm/${name}`,
  systemId: 'crm',
  name,
  actionClass: 'read',
  sensitivity: 'internal',
  ...more,
});
const scope: Scope = {
  system: 'crm',
  tools: ['contacts.*'],
  actionClasses: ['read', 'write'],
  resources: ['contacts/*'],
  maxSensitivity: 'confidential',
  arguments: { q: { maxLength: 10, otherwise: 'deny' } },
};
const search = tool('contacts.search');
const read = tool('contacts.read', { sensitivity: 'public' });
const update = tool('contacts.update', { actionClass: 'write', sensitivity: 'confidential' });
const remove = tool('contacts.delete', { actionClass: 'delete' });
const secret = tool('contacts.secret', { sensitivity: 'restricted' });
const order = tool('orders.read');
const elsewhere = tool('contacts.search', { id: 'mail/contacts.search', systemId: 'mail' });
const all = [search, read, update, remove, secret, order, elsewhere];

test('what a scope lets be called: its system, its tools, its classes, up to its sensitivity', () => {
  expect(callableBy(scope, all)).toEqual([search, read, update]);
});

test('a call as something of another class is no use of what the tool is now', () => {
  const use = { toolId: update.id, actionClass: 'read', calls: 3, lastUsedAt: new Date(0) } as const;
  expect(indexUses([use])(update)).toBeNull();
  expect(indexUses([{ ...use, actionClass: 'write' }])(update)).toMatchObject({ calls: 3 });
});

describe('narrowing to what was used', () => {
  const callable = callableBy(scope, all);
  const to = (...used: CallableTool[]) => narrowToUsed(scope, callable, (one) => used.includes(one));

  test('leaves exactly those tools, their classes, up to the most sensitive of them, and every other limit', () => {
    expect(to(search)).toEqual({
      scope: { ...scope, tools: ['contacts.search'], actionClasses: ['read'], maxSensitivity: 'internal' },
    });
    expect(to(read, update)).toEqual({
      scope: { ...scope, tools: ['contacts.read', 'contacts.update'] },
    });
  });
  test('says why there is nothing to narrow to', () => {
    expect(to()).toMatchObject({ refusal: { code: 'nothing_used' } });
    expect(to(search, read, update)).toMatchObject({ refusal: { code: 'all_used' } });
    expect(narrowToUsed(scope, [], () => true)).toMatchObject({ refusal: { code: 'nothing_reached' } });
    const many = Array.from({ length: 202 }, (_, i) => tool(`contacts.t${i}`));
    expect(narrowToUsed(scope, many, (one) => one !== many[0])).toMatchObject({
      refusal: { code: 'too_many_tools' },
    });
  });
  test('INVARIANT (attenuation): it lies within the scope and covers what was used, and nothing else', () => {
    const someTool = fc.record({
      name: fc.constantFrom('contacts.a', 'contacts.b', 'contacts.c', 'contacts.*', '*', 'orders.a', 'a.b.c'),
      actionClass: fc.constantFrom(...ACTION_CLASSES),
      sensitivity: fc.constantFrom(...SENSITIVITIES),
      isUsed: fc.boolean(),
    });
    const someScope = fc.record({
      tools: fc.constantFrom(['*'], ['contacts.*'], ['contacts.a', 'orders.*']),
      actionClasses: fc.subarray([...ACTION_CLASSES], { minLength: 1 }),
      maxSensitivity: fc.constantFrom(...SENSITIVITIES),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(someTool, { selector: ({ name }) => name, maxLength: 7 }),
        someScope,
        (drawn, limits) => {
          const wide: Scope = { ...scope, ...limits };
          const tools = drawn.map((one) => ({ ...tool(one.name), ...one }));
          const reached = callableBy(wide, tools);
          const narrowed = narrowToUsed(wide, reached, (one) =>
            tools.some((t) => t.id === one.id && t.isUsed),
          );
          if ('refusal' in narrowed) return;
          expect(containsScope(wide, narrowed.scope)).toBe(true);
          expect(callableBy(narrowed.scope, tools)).toEqual(reached.filter(({ isUsed }) => isUsed));
        },
      ),
    );
  });
});
