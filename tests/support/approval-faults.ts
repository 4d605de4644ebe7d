import type { Ctx } from '@/lib/services/context';
import { approveEscalation } from '@/lib/services/escalation/approve';
import { isAllow, untilDecided } from './client';
import type { Instance } from './instance';
import { openServices } from './take-away';
import { type Cast, callOf, makeWorld, sql, withClient } from './world';

/** Casts whose call needs a person: they have an entitlement and no grant, and somebody may approve. */
export async function makeAskers(url: string, casts: number): Promise<Cast[]> {
  const name = `a${Math.floor(Math.random() * 1e6)}`;
  const world = await makeWorld(url, { casts, name });
  await withClient(url, async (client) => {
    await client.query('UPDATE grants SET revoked_at = clock_timestamp() WHERE id = ANY ($1)', [
      world.map(({ grant }) => grant),
    ]);
    await client.query(
      `INSERT INTO users (id, email, name, roles) VALUES ('usr_approver', 'approver@example.com', 'Approver', '{approver}')
       ON CONFLICT DO NOTHING`,
    );
  });
  return world;
}

const approverOf = (ctx: Ctx): Ctx => ({
  ...ctx,
  actor: { ...ctx.actor, kind: 'user', id: 'usr_approver', userId: 'usr_approver', roles: ['approver'] },
});

/** Asks for a call that waits, and answers the id under which it does. */
export async function askFor(instance: Instance, cast: Cast, args: Record<string, unknown>): Promise<string> {
  const reply = await untilDecided(() => instance.ask(callOf(cast, { arguments: args })));
  const id = reply.evaluation?.context.access_request?.id;
  if (id === undefined) throw new Error(`the call does not wait: ${reply.text}`);
  return id;
}

/** Approves as somebody who has nothing to do with the call. */
export async function approveAll(url: string, ids: readonly string[], ttlSeconds?: number): Promise<void> {
  const { ctx, database } = await openServices(url);
  try {
    for (const id of ids) {
      await approveEscalation(approverOf(ctx), { id, ...(ttlSeconds !== undefined && { ttlSeconds }) });
    }
  } finally {
    await database.close();
  }
}

/**
 * Approves a call and asks for it and for others many times, on every instance at once. Says where more than
 * exactly that call went through exactly once.
 */
export async function approvalFaults(
  url: string,
  instances: readonly Instance[],
  { casts, times }: { casts: number; times: number },
): Promise<string[]> {
  const world = await makeAskers(url, casts);
  const args = { q: 'approved' };
  const instanceOf = (i: number) => instances[i % instances.length] as Instance;
  const ids = await Promise.all(world.map((cast, i) => askFor(instanceOf(i), cast, args)));
  await approveAll(url, ids);
  const faults = await Promise.all(
    world.map(async (cast, i) => {
      const approval = ids[i] ?? '';
      const asked = (question: object, n: number) =>
        untilDecided(() => instanceOf(n).ask(callOf(cast, { approval, ...question })));
      const others = await Promise.all([0, 1].map((n) => asked({ arguments: { q: 'another' } }, n)));
      const replies = await Promise.all(
        Array.from({ length: times }, (_, n) => asked({ arguments: args }, n)),
      );
      const found: string[] = [];
      if (others.some(isAllow)) found.push(`${approval} let another call through`);
      const allowed = replies.filter(isAllow).length;
      if (allowed !== 1) found.push(`${approval} let its call through ${allowed} times`);
      return found;
    }),
  );
  return faults.flat();
}

/** Lets an approval end, and says where its call goes through afterwards. */
export async function endedApprovalFaults(url: string, [instance]: readonly Instance[]): Promise<string[]> {
  const [cast] = (await makeAskers(url, 1)) as [Cast];
  const args = { q: 'approved' };
  const id = await askFor(instance as Instance, cast, args);
  await approveAll(url, [id], 1);
  await new Promise((done) => setTimeout(done, 1200));
  const reply = await untilDecided(() =>
    (instance as Instance).ask(callOf(cast, { approval: id, arguments: args })),
  );
  return isAllow(reply) ? [`${id} let its call through after its end`] : [];
}

/** Says where a question that nobody has answered was lifted: the tier changes between approval and use. */
export async function newQuestionFaults(url: string, [instance]: readonly Instance[]): Promise<string[]> {
  const [cast] = (await makeAskers(url, 1)) as [Cast];
  const args = { q: 'approved' };
  const id = await askFor(instance as Instance, cast, args);
  await approveAll(url, [id]);
  await sql(url, `UPDATE tasks SET action_classes = '{read}' WHERE id = $1`, [cast.task]);
  const reply = await untilDecided(() =>
    (instance as Instance).ask(callOf(cast, { approval: id, arguments: args })),
  );
  return isAllow(reply) ? [`${id} answered a question that nobody was asked`] : [];
}
