import { afterAll, beforeAll, expect, test } from 'vitest';
import { ListEscalationsInput } from '@/lib/contract/escalation';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { ruleFor } from '@/lib/domain/approval-rule';
import { deciderRefusal, isDecider, principalKeys } from '@/lib/domain/approver';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import type { Role } from '@/lib/domain/role';
import { loadApprovalRules } from '../approval-rule/load';
import type { Ctx } from '../context';
import { loadApproversOf } from './approvers';
import { listEscalations } from './list';
import { People } from './people.fixture';

let p: People;
beforeAll(async () => {
  p = await People.create();
});
afterAll(() => p.world.drop());

/** The same worlds at every run. */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  return {
    one,
    maybe: <T>(of: readonly T[], share = 0.5) => (next() < share ? one(of) : null),
    below: (n: number) => Math.floor(next() * n),
  };
}

const list = async (ctx: Ctx, input: object) => {
  const ids: string[] = [];
  let cursor: string | undefined;
  let total: number | undefined;
  do {
    const page = await listEscalations(
      ctx,
      ListEscalationsInput.parse({ limit: 25, count: 'true', cursor, ...input }),
    );
    ids.push(...page.items.map(({ id }) => id));
    total = page.total;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(total).toBe(ids.length);
  expect(new Set(ids).size).toBe(ids.length);
  return ids;
};

test('mine and team are what the rule says of each row, for everybody, page by page', async () => {
  const { one, maybe, below } = dice(7);
  const people: { id: string; roles: Role[] }[] = [];
  for (let i = 0; i < 12; i += 1) {
    const roles: Role[] = i < 3 ? ['admin'] : i < 10 ? ['approver'] : ['auditor'];
    const named = ['usr_w0', 'usr_w4'].filter((id) => people.some((who) => who.id === id));
    const sameAs = i === 5 || i === 6 || i === 11 ? one(named) : undefined;
    await p.person(`w${i}`, roles, { ...(sameAs !== undefined && { sameAs }), disabled: i === 9 });
    people.push({ id: `usr_w${i}`, roles });
  }
  const ids = people.map(({ id }) => id);
  const agents: string[] = [];
  for (let i = 0; i < 8; i += 1) {
    const owner = one(ids);
    const [proposed, backup] = [maybe(ids), maybe(ids)];
    agents.push(
      await p.agent(`q${i}`, {
        owner,
        backup: backup === owner ? null : backup,
        proposed: proposed === owner ? null : proposed,
        proposedBackup:
          proposed === null || proposed === owner ? null : maybe(ids.filter((id) => id !== proposed)),
      }),
    );
  }
  const keys: string[] = [];
  for (let i = 0; i < 6; i += 1) keys.push(await p.key({ userId: maybe(ids), givenTo: maybe(ids) }));
  const chains: { id: string; agents: string[] }[] = [];
  for (let i = 0; i < 40; i += 1) {
    const above = i < 10 ? null : maybe(chains);
    const agent = one(agents.filter((id) => !above?.agents.includes(id)));
    if (agent === undefined) continue;
    const openedBy = maybe([...keys, ...ids]) ?? 'test';
    const principal = maybe(ids, 0.3);
    const onBehalfOf =
      principal === null
        ? null
        : one([
            principal,
            `${principal.slice(4).toUpperCase()}@example.org`,
            `Q3, for <${principal.slice(4)}@example.org>`,
          ]);
    const id = await p.task({ agent, openedBy, onBehalfOf, parent: above?.id ?? null });
    chains.push({ id, agents: [...(above?.agents ?? []), agent] });
  }
  const groups = [['w3'], ['w3', 'w4', 'w5'], ['w9'], ['w10', 'w11'], ['w6', 'w7', 'w0'], []];
  for (const [i, members] of groups.entries()) {
    await p.db.approverGroup.create({
      data: {
        id: `apg_${i}`,
        name: `Group ${i}`,
        createdAt: new Date(),
        members: { createMany: { data: members.map((who) => ({ userId: `usr_${who}` })) } },
      },
    });
    await p.db.approvalRule.create({
      data: {
        id: `apr_${i}`,
        position: i,
        name: `rule ${i}`,
        systemId: one(['crm', 'mail']),
        tiers: maybe([[one(RISK_TIERS)], [...RISK_TIERS].slice(0, 2)]) ?? [],
        actionClasses: maybe([[one(ACTION_CLASSES)], [...ACTION_CLASSES].slice(0, 3)]) ?? [],
        groupId: `apg_${i}`,
      },
    });
  }
  for (let i = 0; i < 120; i += 1) {
    const { id: task, agents: chain } = one(chains);
    const asker = one([
      { kind: 'api_key', id: one(keys), name: 'k' },
      { kind: 'task_token', id: 'tok_1', api_key: maybe(keys) },
      null,
    ]);
    const id = await p.escalation({
      task,
      agent: chain.at(-1) ?? '',
      system: one(['crm', 'mail', null]),
      tier: one([...RISK_TIERS, null]),
      actionClass: one([...ACTION_CLASSES, null]),
      askedBy: asker,
      reassignedTo: maybe(ids, 0.2),
      expiresIn: below(10) === 0 ? -5 : 3600,
    });
    if (below(8) === 0) await p.db.escalation.update({ where: { id }, data: { state: 'denied' } });
  }

  const rows = await p.db.escalation.findMany();
  const approversOf = await loadApproversOf(p.db, rows);
  const users = new Map((await p.db.user.findMany()).map((row) => [row.id, row]));
  const isValid = (id: string | null) => {
    const user = id === null ? undefined : users.get(id);
    return user !== undefined && isDecider({ roles: user.roles, isEnabled: user.disabledAt === null });
  };
  const now = await p.world.now();
  let seen = 0;
  let fallbacks = 0;
  for (const { id, roles } of people) {
    for (const givenTo of [undefined, 'usr_w4']) {
      const ctx = p.as(id, roles, givenTo);
      const mine = rows.filter((row) => {
        if (row.state !== 'pending' || row.expiresAt <= now || !roles.some((role) => role !== 'auditor'))
          return false;
        if (row.reassignedToId !== id && isValid(row.reassignedToId)) return false;
        const approvers = approversOf(row.id);
        if (approvers.isFallback && approvers.may.some((one) => one.id === id)) fallbacks += 1;
        return deciderRefusal(approvers, { userId: id, givenTo: givenTo ?? null, roles }) === null;
      });
      const expected = mine.map((row) => row.id).sort();
      expect((await list(ctx, { queue: 'mine' })).sort(), `${id} by ${givenTo}`).toEqual(expected);
      expect(await list(ctx, { queue: 'mine', order: 'urgent' })).toEqual(
        [...mine]
          .sort((a, b) => a.urgentAt.getTime() - b.urgentAt.getTime() || (a.id < b.id ? -1 : 1))
          .map((row) => row.id),
      );
      seen += expected.length;
    }
    const team = rows.filter((row) => {
      const group = approversOf(row.id).group?.id;
      return (
        roles.some((role) => role !== 'auditor') &&
        (group === undefined || (isValid(id) && groups[Number(group.slice(4))]?.includes(id.slice(4))))
      );
    });
    expect((await list(p.as(id, roles), { queue: 'team' })).sort(), id).toEqual(
      team.map((row) => row.id).sort(),
    );
  }
  expect(await list(p.as('usr_w10', ['auditor']), { queue: 'mine' })).toEqual([]);
  expect((await list(p.as('usr_w10', ['auditor']), {})).length).toBe(rows.length);
  // The world is one in which something is asked of many, and of the admins where a group may not.
  expect(seen).toBeGreaterThan(100);
  expect(fallbacks).toBeGreaterThan(10);

  const rules = await loadApprovalRules(p.db);
  for (const row of rows.filter(({ state }) => state === 'pending')) {
    const [found] = await p.db.$queryRaw<{ id: string | null }[]>`
      SELECT approver_group_of(${row.systemId}, ${row.tier}::risk_tier, ${row.actionClass}::action_class) AS id`;
    expect(found?.id ?? null).toBe(ruleFor(rules, row)?.groupId ?? null);
  }
});

test('the database reads addresses in free text as the rule does', async () => {
  for (const said of [
    'Ada <ADA@x.org>',
    'usr_1; usr_2|"a" \'b\'',
    ' {x}[y](z) ',
    '\tfor\nmailto:a@b.c\r',
    '',
    ',,',
    'É@x.org',
  ]) {
    const [row] = await p.db.$queryRaw<{ keys: string[] }[]>`SELECT principal_keys(${said}) AS keys`;
    expect([...(row?.keys ?? [])].sort(), said).toEqual(principalKeys(said).sort());
  }
});

test('a cursor that is none is refused', async () => {
  const cursor = Buffer.from(JSON.stringify(['yesterday', 'esc_1'])).toString('base64url');
  await expect(
    listEscalations(p.as('usr_w0', ['admin']), ListEscalationsInput.parse({ cursor, order: 'urgent' })),
  ).rejects.toMatchObject({ code: 'invalid_input' });
});
