import { expect, test } from 'vitest';
import { entitlementStateAt, narrowRefusal } from './entitlement';
import type { Scope } from './scope';

const now = new Date('2026-06-01T12:00:00Z');
const endsAt = new Date('2026-07-01T12:00:00Z');
const earlier = new Date('2026-06-15T12:00:00Z');
const scope: Scope = {
  system: 'crm',
  tools: ['contacts.*'],
  actionClasses: ['read', 'write'],
  resources: ['eu/**'],
  maxSensitivity: 'confidential',
  arguments: { limit: { max: 100, otherwise: 'clamp' }, kind: { in: ['a', 'b'], otherwise: 'deny' } },
};
const present = { scope, maxTtlSeconds: 600, endsAt };
const asked = (more: Partial<Scope>, rest: object = {}) => ({
  ...present,
  scope: { ...scope, ...more },
  ...rest,
});
const rules = (more: Scope['arguments']) => asked({ arguments: { ...scope.arguments, ...more } });

const narrower = [
  { name: 'the same', is: asked({}) },
  { name: 'one tool', is: asked({ tools: ['contacts.search'] }) },
  { name: 'one class', is: asked({ actionClasses: ['read'] }) },
  { name: 'one resource', is: asked({ resources: ['eu/de'] }) },
  { name: 'a lower ceiling', is: asked({ maxSensitivity: 'internal' }) },
  { name: 'a further rule', is: rules({ q: { maxLength: 10, otherwise: 'deny' } }) },
  { name: 'a lower maximum', is: rules({ limit: { max: 10, otherwise: 'clamp' } }) },
  { name: 'a denial instead of a change', is: rules({ limit: { max: 100, otherwise: 'deny' } }) },
  { name: 'fewer values, in another order', is: rules({ kind: { otherwise: 'deny', in: ['b'] } }) },
  { name: 'the same values in another order', is: rules({ kind: { in: ['b', 'a'], otherwise: 'deny' } }) },
  { name: 'a shorter life of grants', is: asked({}, { maxTtlSeconds: 60 }) },
  { name: 'an earlier end', is: asked({}, { endsAt: earlier }) },
];
for (const { name, is } of narrower) {
  test(`may become ${name}`, () => expect(narrowRefusal(present, is)).toBeNull());
}

const wider = [
  { name: 'another system', is: asked({ system: 'erp' }) },
  { name: 'every tool', is: asked({ tools: ['*'] }) },
  { name: 'a further tool', is: asked({ tools: ['contacts.*', 'notes.read'] }) },
  { name: 'a further class', is: asked({ actionClasses: ['read', 'send'] }) },
  { name: 'any resource', is: asked({ resources: [] }) },
  { name: 'a higher ceiling', is: asked({ maxSensitivity: 'restricted' }) },
  { name: 'no rules', is: asked({ arguments: {} }) },
  { name: 'a higher maximum', is: rules({ limit: { max: 101, otherwise: 'clamp' } }) },
  { name: 'a rule without its bound', is: rules({ limit: { min: 1, otherwise: 'clamp' } }) },
  { name: 'a change instead of a denial', is: rules({ kind: { in: ['a'], otherwise: 'clamp' } }) },
  { name: 'a further value', is: rules({ kind: { in: ['a', 'b', 'c'], otherwise: 'deny' } }) },
  { name: 'a longer life of grants', is: asked({}, { maxTtlSeconds: 601 }) },
  { name: 'a later end', is: asked({}, { endsAt: new Date(endsAt.getTime() + 1) }) },
];
for (const { name, is } of wider) {
  test(`may not become wider: ${name}`, () => expect(narrowRefusal(present, is)?.code).toBe('wider'));
}

test('its state follows from its end and its revocation', () => {
  expect(entitlementStateAt({ endsAt, revokedAt: null }, now)).toBe('live');
  expect(entitlementStateAt({ endsAt: now, revokedAt: null }, now)).toBe('ended');
  expect(entitlementStateAt({ endsAt, revokedAt: now }, now)).toBe('revoked');
});
