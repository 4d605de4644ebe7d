import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DatabaseClock } from './clock';

const START = Date.parse('2026-05-04T10:00:00.000Z');
let clock: DatabaseClock;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  clock = new DatabaseClock();
});
afterEach(() => {
  vi.useRealTimers();
});
const hears = (afterStartMs: number) => clock.hear(new Date(START + afterStartMs));
const now = () => clock.nowMs() - START;

test('goes on from what was told, by the monotonic clock', () => {
  hears(0);
  vi.advanceTimersByTime(250);
  expect(now()).toBe(250);
  hears(300);
  expect(now()).toBe(300);
});

test('an answer that was long on its way does not put the clock back', () => {
  hears(0);
  vi.advanceTimersByTime(900);
  hears(100);
  expect(now()).toBe(900);
});

test('a clock that was set back is believed', () => {
  hears(0);
  vi.advanceTimersByTime(900);
  hears(-60_000);
  expect(now()).toBe(-60_000);
});

test('knows no time before it was told one', () => {
  expect(clock.isSet).toBe(false);
  expect(() => clock.nowMs()).toThrow('told no time');
});
