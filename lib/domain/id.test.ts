import { expect, test } from 'vitest';
import { decisionId, decisionIdPrefix, ID_PATTERN, idAt, newId } from './id';

const bytes = (fill: number) => new Uint8Array(32).fill(fill);

test('ids sort by their time', () => {
  const early = newId('tsk', 1_000_000, bytes(31));
  const late = newId('tsk', 1_000_001, bytes(0));
  expect(early < late).toBe(true);
  expect(early).toMatch(ID_PATTERN);
  expect(idAt('tsk', 1_000_001) <= late && early < idAt('tsk', 1_000_001)).toBe(true);
});

test('the decisions of a task begin like the task', () => {
  const task = newId('tsk', Date.UTC(2026, 10, 30, 23, 59), bytes(7));
  const decision = decisionId(task, Date.UTC(2026, 11, 1), bytes(9));
  expect(decision).toMatch(ID_PATTERN);
  expect(decision.startsWith(decisionIdPrefix(task))).toBe(true);
});

test('equal bytes give the same id, whenever they are asked', () => {
  const task = newId('tsk', 5, bytes(1));
  expect(decisionId(task, 10, bytes(3))).toBe(decisionId(task, 99, bytes(3)));
  expect(decisionId(task, 10, bytes(3))).not.toBe(decisionId(task, 10, bytes(4)));
});

test('a decision without a task has an id of its own time', () => {
  expect(decisionId(null, 77, bytes(2)) < decisionId(null, 78, bytes(1))).toBe(true);
});
