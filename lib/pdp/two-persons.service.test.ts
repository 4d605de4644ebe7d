import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { OpenTaskInput } from '@/lib/contract/task';
import { createApiKey } from '@/lib/services/api-key/create';
import type { Ctx } from '@/lib/services/context';
import { readDecision } from '@/lib/services/decision/read';
import { createStop } from '@/lib/services/stop/create';
import { releaseStop } from '@/lib/services/stop/release';
import { openTask } from '@/lib/services/task/open';
import { World } from '@/lib/services/task/world.fixture';
import type { AskedCall, Caller } from './call';
import { identify } from './identify';
import { openRuntime, type Runtime } from './runtime';

let world: World;
let instances: Runtime[] = [];
let caller: Caller;
let task: string;

beforeAll(async () => {
  world = await World.create();
  for (const name of ['kim', 'lee']) {
    await world.prisma.user.create({
      data: { id: `usr_${name}`, email: `${name}@example.org`, name, roles: ['admin'] },
    });
  }
  await world.prisma.tool.create({
    data: {
      id: 'crm/contacts.list',
      systemId: 'crm',
      name: 'contacts.list',
      actionClass: 'read',
      sensitivity: 'internal',
      returnsUntrusted: false,
      reversible: true,
      digest: 'd',
      reviewedDigest: 'd',
      state: 'reviewed',
    },
  });
  const { key } = await createApiKey(world.admin, CreateApiKeyInput.parse({ name: 'pep', roles: ['admin'] }));
  const options = { databaseUrl: world.database.url, publicUrl: 'http://test' };
  instances = [await openRuntime(options), await openRuntime(options)];
  caller = await identify((instances[0] as Runtime).evaluator, `Bearer ${key}`);
  const input = { agent: 'bot', purpose: 'List', ttlSeconds: 600, actionClasses: ['read'] };
  task = (await openTask(world.admin, OpenTaskInput.parse(input))).id;
});
afterAll(async () => {
  await Promise.all(instances.map((one) => one.close()));
  await world.drop();
});

let calls = 0;
async function outcomes(): Promise<string[]> {
  return Promise.all(
    [...instances, ...instances].map(async ({ evaluator }) => {
      calls += 1;
      const call: AskedCall = {
        agentId: 'bot',
        taskId: task,
        toolId: 'crm/contacts.list',
        action: 'tools/call',
        resource: null,
        arguments: {},
        argumentsText: '{}',
        callId: `c-${calls}`,
        acceptsModify: false,
        approvalId: null,
        reads: [],
        requestId: 'r',
      };
      const evaluated = await evaluator.evaluate(call, caller);
      const id = evaluated.kind === 'decided' ? evaluated.decided.id : evaluated.row.id;
      const { outcome, reason } = await readDecision(world.admin, { id });
      return outcome === 'deny' ? reason : outcome;
    }),
  );
}
const as = (name: string): Ctx => {
  const ctx = world.as(['admin']);
  return { ...ctx, actor: { ...ctx.actor, id: `usr_${name}`, userId: `usr_${name}` } };
};
const every = (outcome: string) => Array.from({ length: 4 }, () => outcome);

test('INVARIANT (two-persons): between the request and its confirmation nothing is allowed, on any instance', async () => {
  expect(await outcomes()).toEqual(every('allow'));
  const { id } = await createStop(world.admin, { target: { kind: 'everything' }, reason: 'An incident' });
  expect(await outcomes()).toEqual(every('stopped'));
  await releaseStop(as('kim'), { id, reason: 'It is over' });
  expect(await outcomes()).toEqual(every('stopped'));
  await expect(releaseStop(as('kim'), { id, reason: 'Really' })).rejects.toMatchObject({ code: 'refused' });
  expect(await outcomes()).toEqual(every('stopped'));
  await releaseStop(as('lee'), { id, reason: 'So it is' });
  expect(await outcomes()).toEqual(every('allow'));
});
