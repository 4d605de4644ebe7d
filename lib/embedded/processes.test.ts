import { expect, test } from 'vitest';
import { isRunning, signal } from './processes';

test.each([0, -1, 1, 1.5, Number.NaN])('nobody signals %s: it would be a group, or everybody', (pid) => {
  expect(() => signal(pid, 'SIGKILL')).toThrow(RangeError);
});

test('a process that has ended meanwhile is no error', () => {
  // Above the largest number that Linux gives.
  expect(() => signal(2 ** 22 + 1, 'SIGKILL')).not.toThrow();
  expect(isRunning(2 ** 22 + 1)).toBe(false);
});
