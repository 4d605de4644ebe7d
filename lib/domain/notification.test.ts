import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answers,
  asks,
  breaksQuiet,
  emailDueAt,
  halfTime,
  isSubscribed,
  isTimeZone,
  isWanted,
  MOST_TRIES,
  minuteOfDay,
  NO_WISHES,
  NOTIFICATION_KINDS,
  type QuietHours,
  quietUntil,
  retryAt,
  TOPICS,
  topicOf,
} from './notification';

const at = (text: string) => new Date(text);
const night: QuietHours = { from: 22 * 60, until: 7 * 60, timeZone: 'Europe/Berlin' };

describe('quiet hours', () => {
  test.each([
    { what: 'begin at their minute', when: '2026-01-10T21:00:00Z', end: '2026-01-11T06:00:00Z' },
    { what: 'have not begun a second before', when: '2026-01-10T20:59:59Z', end: null },
    { what: 'go on after midnight', when: '2026-01-11T03:30:20Z', end: '2026-01-11T06:00:00Z' },
    { what: 'are over at their last minute', when: '2026-01-11T06:00:00Z', end: null },
    { what: 'are an hour earlier in summer', when: '2026-07-10T20:00:00Z', end: '2026-07-11T05:00:00Z' },
    { what: 'are short when the clock is put on', when: '2026-03-28T21:30:00Z', end: '2026-03-29T05:00:00Z' },
    { what: 'are long when it is put back', when: '2026-10-24T20:30:00Z', end: '2026-10-25T06:00:00Z' },
  ])('$what', ({ when, end }) => {
    expect(quietUntil(at(when), night)).toEqual(end === null ? null : at(end));
  });

  test('within one day, in another zone', () => {
    const noon: QuietHours = { from: 12 * 60, until: 13 * 60, timeZone: 'Asia/Kolkata' };
    expect(quietUntil(at('2026-01-10T06:45:00Z'), noon)).toEqual(at('2026-01-10T07:30:00Z'));
    expect(quietUntil(at('2026-01-10T07:30:00Z'), noon)).toBeNull();
  });

  test('end later than now, within a day and an hour, and at their end', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu');
    const when = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(minute, minute, zone, when, (from, until, timeZone, ms) => {
        fc.pre(from !== until);
        const now = new Date(ms);
        const end = quietUntil(now, { from, until, timeZone });
        if (end === null) return;
        expect(end > now).toBe(true);
        expect(end.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
      }),
    );
  });
});

describe('e-mail', () => {
  const now = at('2026-01-10T12:00:00Z');
  const late = at('2026-01-10T23:00:00Z');
  const seconds = (due: Date, from: Date) => (due.getTime() - from.getTime()) / 1000;

  test.each([
    { kind: 'escalation.created', tier: 'low', waits: 60 },
    { kind: 'escalation.created', tier: 'moderate', waits: 60 },
    { kind: 'escalation.created', tier: 'high', waits: 0 },
    { kind: 'escalation.created', tier: 'critical', waits: 0 },
    { kind: 'escalation.reassigned', tier: 'low', waits: 0 },
    { kind: 'escalation.half_time', tier: 'low', waits: 0 },
    { kind: 'escalation.approved', tier: 'low', waits: 0 },
    { kind: 'escalation.glass_broken', tier: 'low', waits: 0 },
  ] as const)('$kind of tier $tier waits $waits s', ({ kind, tier, waits }) => {
    expect(seconds(emailDueAt({ kind, tier, delaySeconds: 60 }, null, now), now)).toBe(waits);
  });

  test.each([
    { kind: 'escalation.created', tier: 'high', isHeld: true },
    { kind: 'escalation.created', tier: 'critical', isHeld: false },
    { kind: 'escalation.half_time', tier: 'critical', isHeld: false },
    { kind: 'escalation.approved', tier: 'critical', isHeld: true },
    { kind: 'escalation.glass_broken', tier: 'low', isHeld: false },
    { kind: 'stop.created', tier: null, isHeld: true },
  ] as const)('at night, $kind of tier $tier is held: $isHeld', ({ kind, tier, isHeld }) => {
    const due = emailDueAt({ kind, tier, delaySeconds: 60 }, night, late);
    expect(due).toEqual(isHeld ? at('2026-01-11T06:00:00Z') : late);
    expect(breaksQuiet(kind, tier)).toBe(!isHeld);
  });

  test('what would fall into the quiet hours by its delay is held too', () => {
    const before = at('2026-01-10T20:59:30Z');
    expect(emailDueAt({ kind: 'escalation.created', tier: 'low', delaySeconds: 60 }, night, before)).toEqual(
      at('2026-01-11T06:00:00Z'),
    );
  });
});

test('wishes hold for everything but an alarm', () => {
  const nothing = {
    topicsOff: [...TOPICS],
    email: false,
    quiet: null,
  };
  for (const kind of NOTIFICATION_KINDS) {
    const isAlarm = kind === 'escalation.glass_broken';
    for (const channel of ['in_app', 'email'] as const) {
      expect(isWanted(kind, channel, nothing), kind).toBe(isAlarm);
      expect(isWanted(kind, channel, NO_WISHES)).toBe(true);
    }
    expect(isWanted(kind, 'in_app', { ...NO_WISHES, email: false })).toBe(true);
    expect(isWanted(kind, 'email', { ...NO_WISHES, email: false })).toBe(isAlarm);
  }
});

test('every kind has a topic, and none both asks and answers', () => {
  for (const kind of NOTIFICATION_KINDS) {
    expect(topicOf(kind)).toBeTruthy();
    expect(asks(kind) && answers(kind)).toBe(false);
  }
  expect(asks('escalation.unknown')).toBe(false);
});

test.each([
  { channel: {}, told: {}, takes: true },
  { channel: { kinds: ['escalation.denied'] }, told: {}, takes: false },
  { channel: { tiers: ['high'] }, told: { tier: 'high' }, takes: true },
  { channel: { tiers: ['high'] }, told: { tier: 'low' }, takes: false },
  { channel: { tiers: ['high'] }, told: { tier: null }, takes: true },
  { channel: { groupId: 'apg_1' }, told: { groupId: 'apg_1' }, takes: true },
  { channel: { groupId: 'apg_1' }, told: { groupId: 'apg_2' }, takes: false },
  { channel: { groupId: 'apg_1' }, told: { groupId: null }, takes: false },
] as const)('a channel %o', ({ channel, told, takes }) => {
  const all = { kinds: ['escalation.created'], tiers: [], groupId: null, ...channel };
  expect(isSubscribed(all, { kind: 'escalation.created', tier: 'low', groupId: null, ...told })).toBe(takes);
});

test('tries come further and further apart, and end within a day', () => {
  const now = at('2026-01-10T12:00:00Z');
  const pauses = Array.from(
    { length: MOST_TRIES - 1 },
    (_, i) => retryAt(i + 1, now).getTime() - now.getTime(),
  );
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(pauses[0]).toBe(5000);
  expect(pauses.reduce((sum, one) => sum + one, 0)).toBeLessThan(24 * 3_600_000);
});

test('half of the time', () => {
  expect(halfTime(at('2026-01-01T00:00:00Z'), at('2026-01-01T01:00:00Z'))).toEqual(
    at('2026-01-01T00:30:00Z'),
  );
});

test('time zones', () => {
  expect(['UTC', 'Europe/Berlin', 'Mars/Phobos', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  expect(minuteOfDay(at('2026-01-10T23:05:59Z'), 'Asia/Kathmandu')).toBe(4 * 60 + 50);
});
