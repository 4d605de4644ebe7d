import { expect, test } from 'vitest';
import { type Ctx, systemActor } from '../context';
import { inTurn } from './in-turn';

const of = (userId: string) => ({ actor: { ...systemActor(userId), userId } }) as Ctx;
const soon = () => new Promise((done) => setTimeout(done, 5));

test('one question of a person at a time, in the order in which they were asked; others do not wait for them', async () => {
  const log: string[] = [];
  const ask = (who: string, name: string) =>
    inTurn(of(who), async () => {
      log.push(`${name} begins`);
      await soon();
      log.push(`${name} ends`);
    });
  await Promise.all([ask('ana', 'a1'), ask('ana', 'a2'), ask('ben', 'b1')]);
  expect(log.filter((one) => one.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends']);
  expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a1 ends'));
});

test('who has five open is refused the sixth, and is heard again when they are answered', async () => {
  const answers = [1, 2, 3, 4, 5].map((n) => inTurn(of('eve'), async () => n));
  await expect(inTurn(of('eve'), async () => 6)).rejects.toMatchObject({ code: 'too_many_requests' });
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5]);
  expect(await inTurn(of('eve'), async () => 7)).toBe(7);
});

test('a question that fails does not stop those behind it', async () => {
  const failed = inTurn(of('ana'), async () => Promise.reject(new Error('no')));
  const after = inTurn(of('ana'), async () => 'answered');
  await expect(failed).rejects.toThrow('no');
  expect(await after).toBe('answered');
});
