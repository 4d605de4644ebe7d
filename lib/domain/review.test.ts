import { describe, expect, test } from 'vitest';
import { JOB_NAMES, JOBS, jobState, nextRun } from './clockwork';
import { itemRefusal, REVIEW_VERBS, silenceOf, VERBS_OF_KIND, verbRefusal } from './review';
import { recommendEntitlement, recommendOwnership, recommendTool } from './review-recommendation';
import { type AssignedItem, type ReviewPerson, reviewerOf } from './reviewer';
import { RISK_TIERS, SHIPPED_TIERS } from './risk-tier';

const now = new Date('2026-11-24T12:00:00Z');
const LAX = { reviewComment: 'optional', reviewOwn: 'allowed', reviewInBulk: 'allowed' } as const;
const STRICT = { reviewComment: 'required', reviewOwn: 'forbidden', reviewInBulk: 'forbidden' } as const;
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe('who may decide an item', () => {
  const who = { isAdmin: false, isReviewer: false, isAsked: false, isOwn: false };
  const item = { state: 'pending', tier: 'moderate', campaign: 'open' } as const;
  test('who was asked, reviewers and admins; nobody else', () => {
    expect(itemRefusal(item, { ...who, isAsked: true }, LAX)).toBeNull();
    expect(itemRefusal(item, { ...who, isReviewer: true }, LAX)).toBeNull();
    expect(itemRefusal(item, { ...who, isAdmin: true }, LAX)).toBeNull();
    expect(itemRefusal(item, who, LAX)?.code).toBe('not_asked');
  });
  for (const tier of RISK_TIERS) {
    const isForbidden = tier === 'high' || tier === 'critical';
    test(`what is one’s own ${isForbidden ? 'nobody' : 'one'} reviews at ${tier}, also as an admin`, () => {
      const own = { ...who, isAdmin: true, isAsked: true, isOwn: true };
      const refusal = itemRefusal({ ...item, tier }, own, SHIPPED_TIERS[tier]);
      expect(refusal?.code ?? null).toBe(isForbidden ? 'own_access' : null);
    });
    test(`what is one’s own at ${tier} is as its rules say, whatever was shipped`, () => {
      const own = { ...who, isAsked: true, isOwn: true };
      expect(itemRefusal({ ...item, tier }, own, LAX)).toBeNull();
      expect(itemRefusal({ ...item, tier }, own, STRICT)?.code).toBe('own_access');
    });
  }
  const over = [
    { ...item, state: 'signed_off' },
    { ...item, state: 'applied' },
    { ...item, state: 'moot' },
    { ...item, campaign: 'preparing' },
    { ...item, campaign: 'closing' },
    { ...item, campaign: 'closed' },
  ] as const;
  for (const one of over) {
    test(`nobody when it is ${one.state} in a campaign that is ${one.campaign}`, () => {
      expect(itemRefusal(one, { ...who, isAdmin: true }, LAX)).not.toBeNull();
    });
  }
});

describe('a verb', () => {
  test('is for the kinds that it says something of', () => {
    for (const [kind, verbs] of Object.entries(VERBS_OF_KIND)) {
      for (const verb of REVIEW_VERBS) {
        const refusal = verbRefusal(
          verb,
          { kind: kind as 'tool', tier: 'low' },
          { comment: null, isBulk: false },
          LAX,
        );
        expect(refusal === null, `${verb} ${kind}`).toBe(verbs.includes(verb));
      }
    }
  });
  test('needs a comment from high on, and is never in bulk there', () => {
    const at = (tier: (typeof RISK_TIERS)[number], comment: string | null, isBulk: boolean) =>
      verbRefusal('keep', { kind: 'entitlement', tier }, { comment, isBulk }, SHIPPED_TIERS[tier])?.code ??
      null;
    expect(RISK_TIERS.map((tier) => at(tier, null, false))).toEqual([
      null,
      null,
      'comment_required',
      'comment_required',
    ]);
    expect(RISK_TIERS.map((tier) => at(tier, 'c', true))).toEqual([null, null, 'one_by_one', 'one_by_one']);
  });
  test('needs what the tier’s rules ask for, each by itself', () => {
    const item = { kind: 'entitlement', tier: 'low' } as const;
    const code = (
      rules: Partial<Record<keyof typeof LAX, string>>,
      comment: string | null,
      isBulk: boolean,
    ) => verbRefusal('keep', item, { comment, isBulk }, { ...LAX, ...rules } as typeof LAX)?.code ?? null;
    expect(code({ reviewComment: 'required' }, null, false)).toBe('comment_required');
    expect(code({ reviewComment: 'required' }, 'c', true)).toBeNull();
    expect(code({ reviewInBulk: 'forbidden' }, null, true)).toBe('one_by_one');
    expect(code({ reviewInBulk: 'forbidden' }, null, false)).toBeNull();
    expect(code({ reviewOwn: 'forbidden' }, null, true)).toBeNull();
  });
});

test('silence is the schedule’s word, the tier’s, or the recommendation; nobody is named by silence', () => {
  const item = { kind: 'entitlement', recommendation: 'narrow' } as const;
  expect(silenceOf('byTier', 'revoke', item)).toBe('revoke');
  expect(silenceOf('byTier', 'recommendation', item)).toBe('narrow');
  expect(silenceOf('keep', 'revoke', item)).toBe('keep');
  expect(silenceOf('recommendation', 'keep', { kind: 'ownership', recommendation: 'hand_over' })).toBe(
    'keep',
  );
});

describe('what is recommended', () => {
  const scope = {
    system: 'crm',
    tools: ['*'],
    actionClasses: ['read', 'write'],
    resources: [],
    maxSensitivity: 'restricted',
    arguments: {},
  } as const;
  const tool = (name: string, actionClass: 'read' | 'write' = 'read') =>
    ({ id: `crm/${name}`, systemId: 'crm', name, actionClass, sensitivity: 'internal' }) as const;
  const tools = [tool('a'), tool('b', 'write')];
  const of = (used: string[], age = 100, reach = tools) =>
    recommendEntitlement({ scope, startsAt: daysAgo(age) }, reach, ({ name }) => used.includes(name), now);
  test('nothing used: revoke', () => expect(of([])).toMatchObject({ verb: 'revoke', rule: 'unused' }));
  test('nothing used yet: keep', () => expect(of([], 29)).toMatchObject({ verb: 'keep', rule: 'too_young' }));
  test('a part used: narrow to exactly that', () =>
    expect(of(['a'])).toMatchObject({ verb: 'narrow', scope: { tools: ['a'], actionClasses: ['read'] } }));
  test('all used: keep', () => expect(of(['a', 'b'])).toMatchObject({ verb: 'keep', rule: 'all_used' }));
  test('nothing reached: revoke', () => expect(of([], 1, [])).toMatchObject({ verb: 'revoke' }));
  test('nobody answers: hand over', () => {
    expect(recommendOwnership('unowned').verb).toBe('hand_over');
    expect(recommendOwnership('left').verb).toBe('hand_over');
    expect(recommendOwnership('accepted').verb).toBe('keep');
  });
  test('a tool that nobody calls: block; one that waits for a look: keep', () => {
    const reviewed = { isReviewed: true, isChanged: false, createdAt: daysAgo(100) };
    expect(recommendTool(reviewed, 0, now).verb).toBe('revoke');
    expect(recommendTool(reviewed, 1, now).verb).toBe('keep');
    expect(recommendTool({ ...reviewed, isChanged: true }, 0, now).rule).toBe('tool_changed');
    expect(recommendTool({ ...reviewed, createdAt: daysAgo(2) }, 0, now).rule).toBe('too_young');
  });
});

describe('who is asked', () => {
  const person = (id: string, more: Partial<ReviewPerson> = {}): [string, ReviewPerson] => [
    id,
    { id, roles: ['reviewer'], isEnabled: true, samePersonAsId: null, ...more },
  ];
  const people = new Map([
    person('owner'),
    person('backup'),
    person('rev1'),
    person('rev2'),
    person('gone', { isEnabled: false }),
    person('aud', { roles: ['auditor'] }),
    person('owner-too', { samePersonAsId: 'owner' }),
    person('admin', { roles: ['admin'] }),
  ]);
  const item: AssignedItem = {
    key: 'bot',
    tier: 'low',
    ownerId: 'owner',
    backupOwnerId: 'backup',
    ownIds: ['owner', 'backup'],
  };
  const ask = (
    more: Partial<AssignedItem>,
    spec: Parameters<typeof reviewerOf>[1],
    fallback: Parameters<typeof reviewerOf>[2] = null,
  ) => reviewerOf({ ...item, ...more }, spec, fallback, people, SHIPPED_TIERS);
  test('the owner, where the tier lets them', () =>
    expect(ask({}, { kind: 'owner' })).toEqual({ id: 'owner', isFallback: false }));
  test('the fallback where the owner is disabled', () =>
    expect(ask({ ownerId: 'gone' }, { kind: 'owner' }, { kind: 'backup_owner' })).toEqual({
      id: 'backup',
      isFallback: true,
    }));
  test('somebody else from high on, also not under another account', () => {
    expect(ask({ tier: 'high' }, { kind: 'owner' }, { kind: 'people', ids: ['owner-too', 'rev1'] })).toEqual({
      id: 'rev1',
      isFallback: true,
    });
    expect(ask({ tier: 'high' }, { kind: 'people', ids: ['owner-too'] })).toEqual({
      id: 'admin',
      isFallback: true,
    });
  });
  test('nobody who only looks', () =>
    expect(ask({}, { kind: 'people', ids: ['aud'] })).toEqual({ id: 'admin', isFallback: true }));
  test('of several, always the same for the same agent, and not the same for all', () => {
    const spec = { kind: 'people', ids: ['rev1', 'rev2'] } as const;
    const asked = Array.from({ length: 40 }, (_, n) => ask({ key: `bot-${n}` }, spec)?.id);
    expect(asked).toEqual(Array.from({ length: 40 }, (_, n) => ask({ key: `bot-${n}` }, spec)?.id));
    expect(new Set(asked).size).toBe(2);
  });
  test('nobody, where not even an admin may', () => {
    expect(
      reviewerOf(
        { ...item, tier: 'critical', ownIds: ['admin'] },
        { kind: 'owner' },
        null,
        new Map([person('admin', { roles: ['admin'] })]),
        SHIPPED_TIERS,
      ),
    ).toBeNull();
  });
});

describe('the clockwork', () => {
  test('knows when each job runs next', () => {
    const next = (cron: string, at: string) => nextRun(cron, new Date(at)).toISOString();
    expect(next('* * * * *', '2026-11-24T12:00:30Z')).toBe('2026-11-24T12:01:00.000Z');
    expect(next('*/5 * * * *', '2026-11-24T12:00:00Z')).toBe('2026-11-24T12:05:00.000Z');
    expect(next('23 * * * *', '2026-11-24T12:23:00Z')).toBe('2026-11-24T13:23:00.000Z');
    expect(next('17 3 * * *', '2026-11-24T12:00:00Z')).toBe('2026-11-25T03:17:00.000Z');
    for (const job of JOB_NAMES) {
      const first = nextRun(JOBS[job].cron, now);
      const gap = nextRun(JOBS[job].cron, first).getTime() - first.getTime();
      expect(gap, job).toBe(JOBS[job].everySeconds * 1000);
    }
  });
  test('says when one is late, fails, or has never run', () => {
    const since = daysAgo(10);
    expect(
      jobState('reviews', { succeededAt: new Date(now.getTime() - 60_000), failures: 0 }, since, now),
    ).toBe('ok');
    expect(
      jobState('reviews', { succeededAt: new Date(now.getTime() - 181_000), failures: 0 }, since, now),
    ).toBe('late');
    expect(jobState('reviews', { succeededAt: now, failures: 1 }, since, now)).toBe('failing');
    expect(jobState('reviews', null, since, now)).toBe('late');
    expect(jobState('tidy', null, daysAgo(1), now)).toBe('waiting');
  });
});
