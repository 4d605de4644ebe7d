import { expect, test } from 'vitest';
import type { EscalationSummary } from '@/lib/contract/escalation';
import { envelopeFor, type WaitingGroup, waitingRows } from './waiting-rows';

const call = (id: string, more: Partial<EscalationSummary> = {}): EscalationSummary =>
  ({
    id,
    agent: 'bot',
    task: 'tsk_1',
    tool: 'crm/update',
    reasons: ['class_shift'],
    tier: 'moderate',
    refusal: null,
    frozenBy: null,
    ...more,
  }) as EscalationSummary;

const keysOf = (rows: ReturnType<typeof waitingRows>) =>
  rows.map((row) => (row.kind === 'group' ? `${row.members.length}×` : row.key));

test('calls of one kind are one row, where the most urgent of them stands', () => {
  const waiting = [call('a'), call('b', { tool: 'crm/delete' }), call('c'), call('d')];
  expect(keysOf(waitingRows(waiting, null))).toEqual(['3×', 'b']);
});

test('another reason, agent or tool is another kind', () => {
  const waiting = [call('a'), call('b', { reasons: ['grant_required'] }), call('c', { agent: 'other' })];
  expect(keysOf(waitingRows(waiting, null))).toEqual(['a', 'b', 'c']);
});

test('the opened kind shows its rows, and no other does', () => {
  const waiting = [call('a'), call('b'), call('c', { agent: 'other' }), call('d', { agent: 'other' })];
  const [first] = waitingRows(waiting, null);
  expect(keysOf(waitingRows(waiting, first?.key ?? null))).toEqual(['2×', 'a', 'b', '2×']);
});

const groupOf = (...members: EscalationSummary[]) => waitingRows(members, null)[0] as WaitingGroup;

test('an envelope is offered for the calls of one task, and as many uses as wait there', () => {
  const other = { task: 'tsk_2' };
  expect(envelopeFor(groupOf(call('a', other), call('b'), call('c')))).toEqual({ id: 'b', uses: 2 });
  expect(envelopeFor(groupOf(call('a', other), call('b')))).toBeNull();
});

test('high and critical calls are looked at one by one, and so is what one may not decide', () => {
  const own = { refusal: { code: 'own_interest', message: 'no' } };
  for (const more of [{ tier: 'high' }, { tier: 'critical' }, { tier: null }, { frozenBy: 'stp_1' }, own]) {
    const wish = more as Partial<EscalationSummary>;
    expect(envelopeFor(groupOf(call('a', wish), call('b', wish)))).toBeNull();
  }
});
