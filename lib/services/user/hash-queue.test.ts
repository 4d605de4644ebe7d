import { expect, test } from 'vitest';
import { inHashQueue } from './hash-queue';

test('two run at a time, the rest in turn, and a failure makes way too', async () => {
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, (_, i) =>
      inHashQueue(async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        order.push(i);
        running -= 1;
        if (i % 3 === 0) throw new Error('failed');
      }),
    ),
  );
  expect(most).toBe(2);
  expect(order).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect(results.filter((one) => one.status === 'rejected')).toHaveLength(4);
});

test('when too many wait, the next one is told so at once', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const all = Array.from({ length: 42 }, () => inHashQueue(() => gate));
  await expect(inHashQueue(async () => {})).rejects.toMatchObject({ code: 'unavailable' });
  open();
  await Promise.all(all);
  await inHashQueue(async () => {});
});
