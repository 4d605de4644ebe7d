import { expect, test } from 'vitest';
import { fromWallTime, wallTime } from './wall-time';

const cases = [
  ['2026-11-24T14:02', 'UTC', '2026-11-24T14:02:00.000Z'],
  ['2026-11-24T14:02', 'Europe/Berlin', '2026-11-24T13:02:00.000Z'],
  ['2026-07-01T00:30', 'Europe/Berlin', '2026-06-30T22:30:00.000Z'],
  ['2026-07-01T00:30', 'America/New_York', '2026-07-01T04:30:00.000Z'],
  ['2026-07-01T00:30', 'Asia/Kolkata', '2026-06-30T19:00:00.000Z'],
  // Shown twice: the first time.
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
] as const;
for (const [text, zone, instant] of cases) {
  test(`${text} in ${zone}`, () => {
    expect(fromWallTime(text, zone)?.toISOString()).toBe(instant);
    expect(wallTime(new Date(instant), zone)).toBe(text);
  });
}

test('an hour that is skipped is some moment near it, and nonsense none', () => {
  const skipped = fromWallTime('2026-03-29T02:30', 'Europe/Berlin')?.getTime() ?? 0;
  expect(Math.abs(skipped - Date.parse('2026-03-29T01:00:00Z'))).toBeLessThanOrEqual(3_600_000);
  expect(fromWallTime('', 'UTC')).toBeNull();
});
