import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dueSlots,
  isTimeZone,
  nextSlot,
  nextWallHour,
  type SlotRule,
  slotRuleRefusal,
  slotsAfter,
  wallText,
} from './review-slot';

const rule = (rrule: string, timeZone: string, startsAt: string): SlotRule => ({
  rrule,
  timeZone,
  startsAt: new Date(startsAt),
});
/** The next slots as the wall shows them. */
function walls(of: SlotRule, after: string, count: number): string[] {
  const found: string[] = [];
  for (const slot of slotsAfter(of, new Date(after))) {
    found.push(wallText(slot, of.timeZone));
    if (found.length === count) break;
  }
  return found;
}

// INVARIANT (once-per-slot)
describe('a slot', () => {
  const daily = (at: string, timeZone: string) =>
    rule(`FREQ=DAILY;BYHOUR=${at.slice(0, 2)};BYMINUTE=${at.slice(3)}`, timeZone, '2020-01-01T12:00:00Z');
  const cases: [string, SlotRule, string, string[]][] = [
    [
      'that Berlin skips is the first instant after the gap',
      daily('02:30', 'Europe/Berlin'),
      '2026-03-28T00:00:00Z',
      ['2026-03-28 02:30 (UTC+01:00)', '2026-03-29 03:00 (UTC+02:00)', '2026-03-30 02:30 (UTC+02:00)'],
    ],
    [
      'that Berlin shows twice is the first of the two, once',
      daily('02:30', 'Europe/Berlin'),
      '2026-10-24T12:00:00Z',
      ['2026-10-25 02:30 (UTC+02:00)', '2026-10-26 02:30 (UTC+01:00)'],
    ],
    [
      'that New York skips',
      daily('02:30', 'America/New_York'),
      '2026-03-07T12:00:00Z',
      ['2026-03-08 03:00 (UTC-04:00)', '2026-03-09 02:30 (UTC-04:00)'],
    ],
    [
      'that New York shows twice',
      daily('01:30', 'America/New_York'),
      '2026-10-31T12:00:00Z',
      ['2026-11-01 01:30 (UTC-04:00)', '2026-11-02 01:30 (UTC-05:00)'],
    ],
    [
      'in the half hour that Lord Howe skips',
      daily('02:15', 'Australia/Lord_Howe'),
      '2026-10-03T00:00:00Z',
      ['2026-10-04 02:30 (UTC+11:00)', '2026-10-05 02:15 (UTC+11:00)'],
    ],
    [
      'in the half hour that Lord Howe shows twice',
      daily('01:45', 'Australia/Lord_Howe'),
      '2026-04-04T00:00:00Z',
      ['2026-04-05 01:45 (UTC+11:00)', '2026-04-06 01:45 (UTC+10:30)'],
    ],
    [
      'at a midnight that Cairo skips',
      daily('00:00', 'Africa/Cairo'),
      '2026-04-23T12:00:00Z',
      ['2026-04-24 01:00 (UTC+03:00)', '2026-04-25 00:00 (UTC+03:00)'],
    ],
    [
      'on a day that Samoa skipped is the day after, once',
      rule('FREQ=DAILY', 'Pacific/Apia', '2011-12-28T19:00:00Z'),
      '2011-12-29T20:00:00Z',
      ['2011-12-31 00:00 (UTC+14:00)', '2011-12-31 09:00 (UTC+14:00)', '2012-01-01 09:00 (UTC+14:00)'],
    ],
    [
      'on the 31st comes in months that have one',
      rule('FREQ=MONTHLY', 'Europe/Berlin', '2026-01-31T08:00:00Z'),
      '2026-01-31T08:00:00Z',
      ['2026-03-31 09:00 (UTC+02:00)', '2026-05-31 09:00 (UTC+02:00)', '2026-07-31 09:00 (UTC+02:00)'],
    ],
    [
      'on the last day of the month comes in each',
      rule('FREQ=MONTHLY;BYMONTHDAY=-1', 'UTC', '2026-01-31T08:00:00Z'),
      '2026-01-31T08:00:00Z',
      ['2026-02-28 08:00 (UTC)', '2026-03-31 08:00 (UTC)', '2026-04-30 08:00 (UTC)'],
    ],
    [
      'on 29 February comes every four years',
      rule('FREQ=YEARLY', 'UTC', '2024-02-29T09:00:00Z'),
      '2024-02-29T09:00:00Z',
      ['2028-02-29 09:00 (UTC)', '2032-02-29 09:00 (UTC)'],
    ],
    [
      'every other Friday keeps its weeks',
      rule('RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR', 'Europe/Berlin', '2026-01-02T08:00:00Z'),
      '2026-03-20T00:00:00Z',
      ['2026-03-27 09:00 (UTC+01:00)', '2026-04-10 09:00 (UTC+02:00)'],
    ],
    [
      'has an end: the day of UNTIL is meant whole, in the zone',
      rule('FREQ=DAILY;UNTIL=20260330', 'Europe/Berlin', '2026-03-28T22:30:00Z'),
      '2026-03-28T00:00:00Z',
      ['2026-03-28 23:30 (UTC+01:00)', '2026-03-29 23:30 (UTC+02:00)', '2026-03-30 23:30 (UTC+02:00)'],
    ],
    [
      'is counted where COUNT says so',
      rule('FREQ=DAILY;COUNT=2', 'UTC', '2026-03-28T09:00:00Z'),
      '2026-03-27T00:00:00Z',
      ['2026-03-28 09:00 (UTC)', '2026-03-29 09:00 (UTC)'],
    ],
  ];
  for (const [name, of, after, expected] of cases) {
    test(name, () => {
      const more = of.rrule.includes('UNTIL') || of.rrule.includes('COUNT') ? 1 : 0;
      expect(walls(of, after, expected.length + more)).toEqual(expected);
    });
  }

  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'Pacific/Apia',
    'UTC',
  ];
  const rules = fc.record({
    rrule: fc.constantFrom(
      'FREQ=DAILY',
      'FREQ=HOURLY;INTERVAL=5',
      'FREQ=WEEKLY;BYDAY=MO,SU',
      'FREQ=MONTHLY',
      'FREQ=MONTHLY;BYDAY=-1FR',
      'FREQ=YEARLY',
      'FREQ=YEARLY;INTERVAL=3',
    ),
    timeZone: fc.constantFrom(...zones),
    // Much at the ends of months and where clocks move.
    startsAt: fc.oneof(
      fc
        .constantFrom(
          '2024-02-29T01:30:00Z',
          '2026-01-31T00:15:00Z',
          '2026-03-29T00:30:00Z',
          '2026-10-25T00:30:00Z',
          '2011-12-29T12:00:00Z',
        )
        .map((text) => new Date(text)),
      fc.date({
        min: new Date('2011-01-01T00:00:00Z'),
        max: new Date('2030-01-01T00:00:00Z'),
        noInvalidDate: true,
      }),
    ),
  });
  test('is always later than what it comes after, whole to the minute, and none lies between', () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 400 * 24 * 60 }), (of, minutes) => {
        const after = new Date(of.startsAt.getTime() + minutes * 60_000);
        const next = nextSlot(of, after);
        if (next === null) return;
        expect(next.getTime()).toBeGreaterThan(after.getTime());
        expect(next.getTime() % 60_000).toBe(0);
        // Wherever it is asked from in between, it is the same.
        const middle = new Date((after.getTime() + next.getTime()) / 2);
        expect(nextSlot(of, middle)).toEqual(next);
        expect(nextSlot(of, new Date(next.getTime() - 1))).toEqual(next);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what has passed', () => {
  test('is caught up once, with the last slot; the others were missed', () => {
    const of = rule('FREQ=DAILY', 'Europe/Berlin', '2026-03-26T08:00:00Z');
    const found = dueSlots(of, new Date('2026-03-27T08:00:00Z'), new Date('2026-03-30T07:00:00Z'), 100);
    expect(found.due.toISOString()).toBe('2026-03-30T07:00:00.000Z');
    expect(found.missed.map((slot) => slot.toISOString())).toEqual([
      '2026-03-27T08:00:00.000Z',
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
    ]);
    expect(found.next?.toISOString()).toBe('2026-03-31T07:00:00.000Z');
  });
  test('of a rule with an end has no next', () => {
    const of = rule('FREQ=DAILY;COUNT=1', 'UTC', '2026-03-26T08:00:00Z');
    expect(dueSlots(of, of.startsAt, new Date('2026-04-01T00:00:00Z'), 10)).toEqual({
      due: of.startsAt,
      missed: [],
      next: null,
    });
  });
});

describe('a rule is refused', () => {
  const now = new Date('2026-11-24T00:00:00Z');
  const refused: [string, string, string][] = [
    ['that never comes', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'UTC'],
    ['that is over', 'FREQ=DAILY;UNTIL=20200101', 'UTC'],
    ['that comes each minute', 'FREQ=MINUTELY', 'UTC'],
    ['with a part that nobody knows', 'FREQ=DAILY;FOO=1', 'UTC'],
    ['that is none', 'every Monday', 'UTC'],
    ['with an end that is no day', 'FREQ=DAILY;UNTIL=20260231', 'UTC'],
    ['in a zone that is none', 'FREQ=DAILY', 'Mars/Olympus'],
    ['in a zone that is an offset', 'FREQ=DAILY', '+02:00'],
  ];
  for (const [name, rrule, timeZone] of refused) {
    test(name, () =>
      expect(slotRuleRefusal(rule(rrule, timeZone, '2019-01-01T00:00:00Z'), now)).not.toBeNull(),
    );
  }
  test('and one that can be kept is not', () => {
    expect(slotRuleRefusal(rule('FREQ=DAILY', 'Europe/Berlin', '2019-01-01T00:00:00Z'), now)).toBeNull();
    expect(isTimeZone('America/Argentina/Buenos_Aires')).toBe(true);
  });
});

test('the next morning is today’s where it is still to come', () => {
  const hour = (at: string) => nextWallHour(new Date(at), 'Europe/Berlin', 9).toISOString();
  expect(hour('2026-03-28T07:00:00Z')).toBe('2026-03-28T08:00:00.000Z');
  expect(hour('2026-03-28T08:00:00Z')).toBe('2026-03-29T07:00:00.000Z');
});
