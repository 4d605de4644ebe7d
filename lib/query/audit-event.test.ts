import { expect, test } from 'vitest';
import { auditExportHref, auditQuery, frozen, momentOf } from './audit-event';

const now = new Date('2026-11-24T12:00:00.000Z');

test('a span is counted back from now, a moment is itself, and nonsense is nothing', () => {
  expect(momentOf('-24h', now)).toEqual(new Date('2026-11-23T12:00:00.000Z'));
  expect(momentOf('-7d', now)).toEqual(new Date('2026-11-17T12:00:00.000Z'));
  expect(momentOf('2026-11-01T00:00:00Z', now)).toEqual(new Date('2026-11-01T00:00:00Z'));
  expect(momentOf('yesterday', now)).toBeUndefined();
  expect(momentOf(undefined, now)).toBeUndefined();
});

test('a link that is copied means the same tomorrow', () => {
  expect(frozen({ q: 'bot', from: '-24h' }, now)).toEqual({
    q: 'bot',
    from: '2026-11-23T12:00:00.000Z',
    to: '2026-11-24T12:00:00.000Z',
  });
  const absolute = { from: '2026-11-01T00:00:00Z' };
  expect(frozen(absolute, now)).toBe(absolute);
  expect(frozen({ q: 'bot' }, now)).toEqual({ q: 'bot' });
});

test('list and file ask for the same', () => {
  expect(auditQuery({ type: 'agent.', from: '-1h' }, now)).toMatchObject({
    event: 'agent.',
    from: '2026-11-24T11:00:00.000Z',
  });
  expect(auditExportHref({ type: 'agent.', q: 'a b' }, 'csv', now)).toBe(
    '/api/v1/audit-events/export?q=a+b&event=agent.&format=csv',
  );
});
