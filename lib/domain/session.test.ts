import { expect, test } from 'vitest';
import { sessionStateAt } from './session';

const now = new Date('2026-11-24T12:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const live = { lastSeenAt: minutes(-29), expiresAt: minutes(1), endedAt: null };

test('a session that was seen of late and has time left is live', () => {
  expect(sessionStateAt(live, now)).toBe('live');
});

const over = [
  { state: 'ended', change: { endedAt: minutes(-1) } },
  { state: 'expired', change: { expiresAt: now } },
  { state: 'idle', change: { lastSeenAt: minutes(-30) } },
] as const;
for (const { state, change } of over) {
  test(`a session is ${state} by one of its times alone`, () => {
    expect(sessionStateAt({ ...live, ...change }, now)).toBe(state);
  });
}

test('who was signed out stays signed out, whatever else has run out', () => {
  expect(
    sessionStateAt({ lastSeenAt: minutes(-90), expiresAt: minutes(-1), endedAt: minutes(-50) }, now),
  ).toBe('ended');
});
