import { expect, test } from 'vitest';
import { tokenEnd } from './token';

const now = new Date('2026-11-24T12:00:00.400Z');
const after = (ms: number) => new Date(now.getTime() + ms);

test('a token lives five minutes at most, in whole seconds', () => {
  expect(tokenEnd(now)).toEqual(new Date('2026-11-24T12:05:00.000Z'));
  expect(tokenEnd(now, after(3_600_000))).toEqual(new Date('2026-11-24T12:05:00.000Z'));
});

test('it ends with the first of what it rests on, never after', () => {
  expect(tokenEnd(now, after(60_000), after(30_500))).toEqual(new Date('2026-11-24T12:00:30.000Z'));
});

test('where nothing is left, there is none', () => {
  expect(tokenEnd(now, after(500))).toBeNull();
  expect(tokenEnd(now, now)).toBeNull();
  expect(tokenEnd(now, after(-1000))).toBeNull();
});
