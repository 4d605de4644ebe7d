import { describe, expect, test } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatExact,
  formatInstant,
  formatRelative,
  formatShort,
  zoneName,
} from './time-format';

const at = new Date('2026-11-23T13:02:11.345Z');
const later = (ms: number) => new Date(at.getTime() + ms);

test('an exact time names its zone', () => {
  expect(formatExact(at, 'UTC')).toBe('23 Nov 2026, 13:02:11 UTC');
  expect(formatExact(at, 'Europe/Berlin')).toBe('23 Nov 2026, 14:02:11 CET');
  expect(formatInstant(at, 'UTC')).toBe('23 Nov 2026, 13:02:11.345 UTC');
});

test('a zone is named as it is called on that day', () => {
  expect(zoneName(new Date('2026-07-01T00:00:00Z'), 'Europe/Berlin')).toBe('CEST');
});

test('midnight is 00, not 24', () => {
  expect(formatExact(new Date('2026-11-23T00:00:00Z'), 'UTC')).toBe('23 Nov 2026, 00:00:00 UTC');
});

test('the day is left out when it is today', () => {
  expect(formatShort(at, later(3_600_000), 'UTC')).toBe('13:02:11');
  expect(formatShort(at, later(86_400_000), 'UTC')).toBe('23 Nov 13:02:11');
});

describe('durations have at most two units', () => {
  test.each([
    [250, '250 ms'],
    [1_000, '1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [135_000, '2 min 15 s'],
    [4_500_000, '1 h 15 min'],
    [86_400_000, '1 d'],
    [180_000_000, '2 d 2 h'],
  ])('%i ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('relative times', () => {
  test.each([
    [-2_000, 'just now'],
    [2_000, 'just now'],
    [-40_000, '40 s ago'],
    [-190_000, '3 min ago'],
    [725_000, 'in 12 min'],
    [-7_200_000, '2 h ago'],
    [-259_200_000, '3 d ago'],
  ])('%i ms from now is %s', (ms, text) => expect(formatRelative(later(ms), at)).toBe(text));
});

describe('counts', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1k'],
    [12_431, '12.4k'],
    [124_310, '124k'],
    [999_499, '999k'],
    [999_500, '1M'],
    [3_140_000, '3.1M'],
  ])('%i is %s', (count, text) => expect(formatCount(count)).toBe(text));
});
