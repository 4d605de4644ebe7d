import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import {
  approvalFaults,
  approveAll,
  askFor,
  endedApprovalFaults,
  makeAskers,
  newQuestionFaults,
} from '@/tests/support/approval-faults';
import { isAllow, untilDecided } from '@/tests/support/client';
import { type Instance, startInstance } from '@/tests/support/instance';
import { type Cast, callOf, sql } from '@/tests/support/world';

let database: FreshDatabase;
let instances: Instance[] = [];
const start = () => startInstance({ databaseUrl: database.url });
beforeAll(async () => {
  database = await freshDatabase();
  instances = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all(instances.map((one) => one.kill()));
  await database?.drop();
});

const args = { q: 'approved' };

test('INVARIANT (approval-once): fifty uses of each of four approvals on two instances are one each', async () => {
  expect(await approvalFaults(database.url, instances, { casts: 4, times: 50 })).toEqual([]);
});

test('INVARIANT (approval-once): an approval has its end', async () => {
  expect(await endedApprovalFaults(database.url, instances)).toEqual([]);
});

test('INVARIANT (approval-once): what was not asked is not answered', async () => {
  expect(await newQuestionFaults(database.url, instances)).toEqual([]);
});

test('an approval outlives the instance that asked for it', async () => {
  const [cast] = (await makeAskers(database.url, 1)) as [Cast];
  const asking = await start();
  const id = await askFor(asking, cast, args);
  await approveAll(database.url, [id]);
  await asking.kill('SIGKILL');
  const later = await start();
  try {
    const use = () => untilDecided(() => later.ask(callOf(cast, { approval: id, arguments: args })));
    expect(isAllow(await use())).toBe(true);
    expect((await use()).evaluation?.context.reason).toBe('approval_expired');
  } finally {
    await later.kill();
  }
});

test('an instance that dies in the middle of fifty uses has spent the approval, or has not', async () => {
  for (let round = 0; round < 4; round += 1) {
    const [cast] = (await makeAskers(database.url, 1)) as [Cast];
    const [other] = instances as [Instance];
    const dying = await start();
    const id = await askFor(dying, cast, args);
    await approveAll(database.url, [id]);
    const question = callOf(cast, { approval: id, arguments: args });
    const asked = Array.from({ length: 50 }, () => dying.ask(question));
    await new Promise((done) => setTimeout(done, round * 4));
    await dying.kill('SIGKILL');
    const told = (await Promise.all(asked)).filter(isAllow).length;
    const recorded = async () => {
      const [row] = await sql(
        database.url,
        `SELECT count(*)::int AS count FROM decisions WHERE task_id = $1 AND outcome = 'allow'`,
        [cast.task],
      );
      return row?.count as number;
    };
    const before = await recorded();
    expect(told).toBeLessThanOrEqual(before);
    const after = isAllow(await untilDecided(() => other.ask(question))) ? 1 : 0;
    // Whoever got no answer may ask again: what was not spent is still there, and nothing else is.
    expect(before + after).toBe(1);
    expect(await recorded()).toBe(1);
  }
});
