import { expect, test } from 'vitest';
import type { Scope } from './scope';
import { exampleResource, toolsOfGrant } from './system-token';

const scope: Scope = {
  system: 'crm',
  tools: ['contacts.*'],
  actionClasses: ['read'],
  resources: [],
  maxSensitivity: 'internal',
  arguments: {},
};
const tool = (
  name: string,
  actionClass: 'read' | 'write',
  sensitivity: 'internal' | 'restricted' = 'internal',
) => ({
  id: `crm/${name}`,
  systemId: 'crm',
  name,
  actionClass,
  sensitivity,
});
const tools = [
  tool('contacts.search', 'read'),
  tool('contacts.get', 'read'),
  tool('contacts.change', 'write'),
  tool('contacts.secrets', 'read', 'restricted'),
  tool('orders.get', 'read'),
  { ...tool('contacts.elsewhere', 'read'), systemId: 'mail' },
];
const names = (cut = {}, of: Scope = scope) => toolsOfGrant(of, tools, cut).map(({ name }) => name);

test('a token names the tools that its grant covers, and none that writes for a grant that reads', () => {
  expect(names()).toEqual(['contacts.search', 'contacts.get']);
});

test('what is asked for narrows it, and never widens it', () => {
  expect(names({ tools: ['contacts.get', 'orders.get', 'contacts.change'] })).toEqual(['contacts.get']);
  expect(names({ actions: ['write'] })).toEqual([]);
  expect(names({ actions: ['read', 'write'], tools: ['contacts.change'] })).toEqual([]);
});

test('a grant for certain resources covers tools by them', () => {
  expect(exampleResource(scope)).toBeNull();
  expect(exampleResource({ resources: ['contacts/*/notes/**'] })).toBe('contacts/x/notes/x');
  expect(names({}, { ...scope, resources: ['contacts/eu'] })).toEqual(['contacts.search', 'contacts.get']);
});
