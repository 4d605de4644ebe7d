import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReviewCampaignView, ReviewProgress, ReviewReport } from '@/lib/contract/review-campaign';
import { ListReviewItemsInput, ReviewItemView } from '@/lib/contract/review-item';
import { SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { canonicalJson } from '@/lib/ledger/canonical';
import { acceptOwnership } from '../agent/accept-ownership';
import { declineOwnership } from '../agent/decline-ownership';
import { retireAgent } from '../agent/retire';
import { narrowEntitlement } from '../entitlement/narrow';
import { loadReviewed } from '../review-item/evidence';
import { handOverItem } from '../review-item/hand-over';
import { keepItem } from '../review-item/keep';
import { listReviewItems } from '../review-item/list';
import { narrowItem } from '../review-item/narrow';
import { readReviewItem } from '../review-item/read';
import { revokeItem } from '../review-item/revoke';
import { skipItem } from '../review-item/skip';
import { undoItem } from '../review-item/undo';
import { readTier } from '../tier/read';
import { replaceTier } from '../tier/replace';
import { disableUser } from '../user/disable';
import { closeCampaign } from './close';
import { listReviewClusters } from './clusters';
import { decideCluster } from './decide-cluster';
import { readReviewProgress } from './progress';
import { readReviewCampaign } from './read';
import { readSignOff } from './read-sign-off';
import { reassignCampaign } from './reassign';
import { remindCampaign } from './remind';
import { readReviewReport } from './report';
import { days, ReviewWorld, seen } from './review.fixture';
import { signOffCampaign } from './sign-off';

let review: ReviewWorld;
beforeAll(async () => {
  review = await ReviewWorld.create();
});
afterAll(() => review.drop());

const entitlementOf = (id: string) => review.prisma.entitlement.findUniqueOrThrow({ where: { id } });
const told = async (campaign: string) =>
  (await review.prisma.outboxEvent.findMany({ where: { subjectId: campaign }, orderBy: { at: 'asc' } })).map(
    ({ kind }) => kind,
  );

describe('an item', () => {
  test('shows what was granted beside what was used, and recommends by a rule', async () => {
    await review.agent('a-part');
    const partly = await review.entitlement('a-part', ['contacts.read']);
    await review.agent('a-none');
    const unused = await review.entitlement('a-none');
    await review.world.decision({ outcome: 'allow', agent: 'a-part', tool: 'crm/contacts.read' });
    await review.world.decision({ outcome: 'deny', agent: 'a-part', tool: 'crm/contacts.merge' });
    const campaign = await review.campaign({ filter: { agents: ['a-part', 'a-none'] } });
    const item = ReviewItemView.parse(await review.item(campaign, partly));
    expect(item).toMatchObject({
      recommendation: 'narrow',
      recommendationRule: 'partly_used',
      recommendedScope: { tools: ['contacts.read'], actionClasses: ['read'], maxSensitivity: 'internal' },
      evidence: {
        calls: { allows: 1, denials: 1, escalations: 0 },
        reach: {
          tools: 4,
          used: 1,
          wouldGo: 4,
          wouldGoOnNarrow: 3,
          highestSensitivity: 'confidential',
          changing: 2,
        },
        // The world's own `bot` holds the same.
        peers: { count: 2 },
      },
      reviewer: { id: 'usr_bea' },
      refusal: null,
      changed: null,
    });
    expect(item.evidence.tools[0]).toMatchObject({ tool: 'crm/contacts.read', used: true, allows: 1 });
    expect(item.evidence.decisions).toHaveLength(2);
    expect(await review.item(campaign, unused)).toMatchObject({
      recommendation: 'revoke',
      recommendationRule: 'unused',
    });
    expect(await told(campaign)).toEqual(['review.opened']);
    const view = ReviewCampaignView.parse(await readReviewCampaign(await review.as('bea'), { id: campaign }));
    expect(view).toMatchObject({ state: 'open', items: { total: 2, pending: 2 }, mine: { pending: 2 } });
  });

  test('whose access has changed says so, shows how it is now, and takes no decision about how it was', async () => {
    await review.agent('a-moved');
    const id = await review.entitlement('a-moved', ['contacts.read']);
    const campaign = await review.campaign({ filter: { agents: ['a-moved'] } });
    const before = await review.item(campaign, id);
    await narrowEntitlement(review.world.admin, {
      id,
      scope: { ...scopeOf(before), tools: ['contacts.read', 'contacts.write'] },
      reason: 'r',
    });
    const after = await review.item(campaign, id);
    expect(after.changed?.says).toMatch(/changed since the snapshot/);
    expect(after.evidence.reach.tools).toBe(2);
    expect(after.subject.entitlement?.scope.tools).toEqual(['contacts.read', 'contacts.write']);
    const bea = await review.as('bea');
    await expect(keepItem(bea, seen(before))).rejects.toMatchObject({
      code: 'changed_meanwhile',
      reason: 'access_changed',
    });
    const kept = await keepItem(bea, seen(after));
    expect(kept).toMatchObject({ state: 'decided', changed: null, evidence: { reach: { tools: 2 } } });
  });

  test('is decided, undone and decided again; all of it stays in its history, and nothing takes effect', async () => {
    await review.agent('a-undo');
    const id = await review.entitlement('a-undo', ['contacts.read']);
    const campaign = await review.campaign({ filter: { agents: ['a-undo'] } });
    const bea = await review.as('bea');
    const item = await review.item(campaign, id);
    await revokeItem(bea, seen(item));
    await undoItem(bea, { id: item.id });
    const skipped = await skipItem(bea, { ...seen(item), reason: 'Not mine to say' });
    expect(skipped).toMatchObject({ decision: { verb: 'skip', comment: 'Not mine to say', seenMs: 9000 } });
    await expect(undoItem(bea, { id: item.id })).resolves.toMatchObject({ state: 'pending', decision: null });
    const said = await review.prisma.reviewVerdict.findMany({
      where: { itemId: item.id },
      orderBy: { id: 'asc' },
    });
    expect(said.map((one) => one.said).sort()).toEqual(['revoke', 'skip', 'undo', 'undo']);
    expect(await review.world.eventsAbout(item.id)).toHaveLength(4);
    expect(await entitlementOf(id)).toMatchObject({ revokedAt: null });
  });

  test('that two people look at goes to the first; the second sees it, and may decide otherwise then', async () => {
    await review.agent('a-two');
    const id = await review.entitlement('a-two', ['contacts.read']);
    const campaign = await review.campaign({ filter: { agents: ['a-two'] } });
    const item = await review.item(campaign, id);
    const first = await keepItem(await review.as('bea'), seen(item));
    await expect(revokeItem(await review.as('cid'), seen(item))).rejects.toMatchObject({
      reason: 'already_decided',
    });
    await expect(revokeItem(await review.as('cid', item.revision), seen(item))).rejects.toMatchObject({
      code: 'changed_meanwhile',
    });
    const second = await revokeItem(await review.as('cid', first.revision), seen(item));
    expect(second.decision).toMatchObject({ verb: 'revoke', by: { id: 'usr_cid' } });
    // At the very same time, one of them.
    const [a, b] = await Promise.allSettled([
      keepItem(await review.as('bea', second.revision), seen(item)),
      keepItem(await review.as('cid', second.revision), seen(item)),
    ]);
    expect([a.status, b.status].sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('of a high tier needs a comment and another person than the owner, and has no cluster', async () => {
    await review.agent('a-high', { tier: 'high', owner: 'own', backup: 'bea' });
    const id = await review.entitlement('a-high', ['contacts.read']);
    const campaign = await review.campaign(
      { filter: { agents: ['a-high'] } },
      { reviewer: { kind: 'owner', fallback: { kind: 'role', role: 'reviewer' } } },
    );
    const item = await review.item(campaign, id, 'cid');
    // Not the owner, and not Bea, who stands in for them.
    expect(item).toMatchObject({
      reviewer: { id: 'usr_cid' },
      isFallback: true,
      cluster: null,
      commentRequired: true,
    });
    await expect(keepItem(await review.as('own'), { ...seen(item), comment: 'c' })).rejects.toMatchObject({
      reason: 'own_access',
    });
    await expect(keepItem(await review.as('bea'), { ...seen(item), comment: 'c' })).rejects.toMatchObject({
      reason: 'own_access',
    });
    await expect(keepItem(await review.as('cid'), seen(item))).rejects.toMatchObject({
      reason: 'comment_required',
    });
    expect(await keepItem(await review.as('cid'), { ...seen(item), comment: 'c' })).toMatchObject({
      state: 'decided',
    });
  });

  test('is for the owner at a low tier; an auditor sees everything and changes nothing', async () => {
    await review.agent('a-low', { tier: 'low' });
    const id = await review.entitlement('a-low', ['contacts.read'], ['contacts.read']);
    const campaign = await review.campaign(
      { filter: { agents: ['a-low'] } },
      { reviewer: { kind: 'owner' } },
    );
    const aud = await review.as('aud');
    const item = await review.item(campaign, id, 'aud');
    expect(item).toMatchObject({ reviewer: { id: 'usr_own' }, refusal: { code: 'role' } });
    for (const verb of [
      () => keepItem(aud, seen(item)),
      () => skipItem(aud, { ...seen(item), reason: 'r' }),
      () => undoItem(aud, { id: item.id }),
      () => signOffCampaign(aud, { id: campaign }),
      () => closeCampaign(aud, { id: campaign, reason: 'r', pending: 'leave' }),
      () => remindCampaign(aud, { id: campaign }),
    ]) {
      await expect(verb()).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(ReviewReport.parse(await readReviewReport(aud, { id: campaign })).states).toEqual({ pending: 1 });
    expect(await keepItem(await review.as('own'), seen(item))).toMatchObject({ state: 'decided' });
  });

  test('is as its tier’s rules say at this moment: comment, one’s own, many at once', async () => {
    await review.agent('i-rules', { tier: 'low', owner: 'own' });
    const one = await review.entitlement('i-rules', [], ['contacts.read']);
    const two = await review.entitlement('i-rules', [], ['contacts.read']);
    const rules = { ...SHIPPED_TIERS.low, reviewComment: 'required', reviewOwn: 'forbidden' } as const;
    const before = await readTier(review.world.admin, { id: 'low' });
    const asked = { reviewer: { kind: 'owner' as const } };
    const lax = await review.campaign({ filter: { agents: ['i-rules'] } }, asked);
    expect(await review.item(lax, one, 'own')).toMatchObject({
      commentRequired: false,
      refusal: null,
      reviewer: { id: 'usr_own' },
    });
    await replaceTier({ ...review.world.admin, ifMatch: before.revision }, { id: 'low', rules });
    const item = await review.item(lax, one, 'bea');
    expect(item.commentRequired).toBe(true);
    await expect(keepItem(await review.as('bea'), seen(item))).rejects.toMatchObject({
      reason: 'comment_required',
    });
    await expect(keepItem(await review.as('own'), { ...seen(item), comment: 'Mine' })).rejects.toMatchObject({
      reason: 'own_access',
    });
    await keepItem(await review.as('bea'), { ...seen(item), comment: 'Asked around' });
    await closeCampaign(await review.as('ada'), { id: lax, reason: 'r', pending: 'leave' });

    const strict = await review.campaign({ filter: { agents: ['i-rules'] } }, asked);
    const again = await review.item(strict, two);
    expect(again.reviewer?.id).not.toBe('usr_own');
    expect(again.cluster).not.toBeNull();
    await replaceTier(
      { ...review.world.admin, ifMatch: before.revision + 1 },
      { id: 'low', rules: { ...SHIPPED_TIERS.low, reviewInBulk: 'forbidden' } },
    );
    const single = await review.campaign({ filter: { agents: ['i-rules'] } }, asked);
    expect((await review.item(single, two)).cluster).toBeNull();
    const { revision } = await readTier(review.world.admin, { id: 'low' });
    await replaceTier({ ...review.world.admin, ifMatch: revision }, { id: 'low', rules: SHIPPED_TIERS.low });
  });

  test('knows of use that the bookkeeping has not noted yet, in the same look as of calls', async () => {
    await review.agent('i-fresh');
    const [used, other] = [
      await review.entitlement('i-fresh', [], ['contacts.read']),
      await review.entitlement('i-fresh', [], ['contacts.read', 'contacts.merge']),
    ];
    const record = (entitlement: string) =>
      canonicalJson({ v: 1, answers: { need: { verdict: 'clear', grant: 'grt_x', entitlement } } });
    await review.world.decision({
      outcome: 'allow',
      agent: 'i-fresh',
      tool: 'crm/contacts.read',
      record: record(used),
    });
    const now = await review.world.now();
    const seenNow = await loadReviewed(
      review.prisma as never,
      [used, other].map((id) => ({ kind: 'entitlement', id })),
      now,
    );
    expect(await review.prisma.entitlementUse.count({ where: { entitlementId: used } })).toBe(0);
    expect(seenNow.get(`entitlement:${used}`)?.evidence).toMatchObject({
      calls: { allows: 1 },
      reach: { tools: 1, used: 1 },
    });
    expect(seenNow.get(`entitlement:${other}`)?.evidence).toMatchObject({
      calls: { allows: 1 },
      reach: { used: 0 },
    });
  });

  test('may be narrowed by hand, but to nothing wider and not to what it is', async () => {
    await review.agent('a-hand');
    const id = await review.entitlement('a-hand', ['contacts.read']);
    const campaign = await review.campaign({ filter: { agents: ['a-hand'] } });
    const bea = await review.as('bea');
    const item = await review.item(campaign, id);
    const scope = scopeOf(item);
    await expect(narrowItem(bea, { ...seen(item), scope: { ...scope, tools: ['*'] } })).rejects.toMatchObject(
      { code: 'invalid_input' },
    );
    await expect(narrowItem(bea, { ...seen(item), scope })).rejects.toMatchObject({ code: 'invalid_input' });
    const narrowed = await narrowItem(bea, { ...seen(item), scope: { ...scope, actionClasses: ['read'] } });
    expect(narrowed.decidedScope).toMatchObject({ actionClasses: ['read'], tools: ['contacts.*'] });
  });
});

const scopeOf = (item: ReviewItemView) => {
  const scope = item.subject.entitlement?.scope;
  if (scope === undefined) throw new Error('no entitlement');
  return scope;
};

describe('the sign-off', () => {
  test('applies each staged decision, tells what came of it, moves the next due date, and twice is harmless', async () => {
    await review.agent('s-1');
    const [keep, narrow, revoke] = [
      await review.entitlement('s-1', ['contacts.read'], ['contacts.read']),
      await review.entitlement('s-1', ['contacts.read']),
      await review.entitlement('s-1', [], ['contacts.merge']),
    ];
    const campaign = await review.campaign({ filter: { agents: ['s-1'] } });
    const bea = await review.as('bea');
    await keepItem(bea, seen(await review.item(campaign, keep)));
    await narrowItem(bea, seen(await review.item(campaign, narrow)));
    await revokeItem(bea, { ...seen(await review.item(campaign, revoke)), comment: 'Never used' });
    expect(await entitlementOf(revoke)).toMatchObject({ revokedAt: null });

    const done = await signOffCampaign(bea, { id: campaign });
    expect(done).toMatchObject({
      state: 'closed',
      signedOff: 3,
      kept: 1,
      waiting: 0,
      stillYours: 0,
      gone: 0,
    });
    expect(done.applied.map(({ verb, says }) => [verb, says.split(' ')[0]]).sort()).toEqual([
      ['narrow', 'narrowed'],
      ['revoke', 'revoked'],
    ]);
    expect(await entitlementOf(narrow)).toMatchObject({ tools: ['contacts.read'], actionClasses: ['read'] });
    const revoked = await entitlementOf(revoke);
    expect(revoked.revokeReason).toContain('Never used');
    const now = await review.world.now();
    const agent = await review.prisma.agent.findUniqueOrThrow({ where: { id: 's-1' } });
    expect(Math.round(((agent.reviewDueAt?.getTime() ?? 0) - now.getTime()) / days(1))).toBe(180);
    expect(done.nextDueAt).toEqual(agent.reviewDueAt);
    expect(await told(campaign)).toEqual(['review.opened', 'review.closed']);
    expect(await review.world.eventsAbout(revoke)).toEqual(['entitlement.revoked']);

    const { receipt } = await readSignOff(bea, { id: campaign });
    expect(receipt).toEqual(done);
    expect(await readSignOff(await review.as('cid'), { id: campaign })).toEqual({ receipt: null });

    const again = await signOffCampaign(bea, { id: campaign });
    expect(again).toMatchObject({ state: 'closed', signedOff: 0, applied: [], kept: 0 });
    expect((await entitlementOf(revoke)).revision).toBe(revoked.revision);
    expect(await review.item(campaign, revoke)).toMatchObject({
      state: 'applied',
      effect: { what: 'revoked' },
      refusal: { code: 'campaign_not_open' },
    });
    expect(await review.item(campaign, keep)).toMatchObject({ evidence: { previous: null } });
  });

  test('is only of one’s own decisions', async () => {
    await review.agent('s-own');
    const [a, b] = [await review.entitlement('s-own'), await review.entitlement('s-own')];
    const campaign = await review.campaign({ filter: { agents: ['s-own'] } });
    await revokeItem(await review.as('bea'), seen(await review.item(campaign, a)));
    await revokeItem(await review.as('cid'), seen(await review.item(campaign, b)));
    const done = await signOffCampaign(await review.as('bea'), { id: campaign });
    expect(done).toMatchObject({ signedOff: 1, state: 'open' });
    expect((await entitlementOf(a)).revokedAt).not.toBeNull();
    expect((await entitlementOf(b)).revokedAt).toBeNull();
  });

  test('that died half way is finished by the scheduler, each decision once', async () => {
    await review.agent('s-dead');
    const [a, b] = [
      await review.entitlement('s-dead'),
      await review.entitlement('s-dead', ['contacts.read']),
    ];
    const campaign = await review.campaign({ filter: { agents: ['s-dead'] } });
    const bea = await review.as('bea');
    await revokeItem(bea, seen(await review.item(campaign, a)));
    await keepItem(bea, seen(await review.item(campaign, b)));
    // As a process leaves it that is killed after the signature: signed, and nothing applied.
    await review.world.database.pool.query(
      `UPDATE review_items SET state = 'signed_off', signed_off_by_id = 'usr_bea', signed_off_at = now() WHERE campaign_id = $1`,
      [campaign],
    );
    await Promise.all([review.turn(), review.turn(), signOffCampaign(bea, { id: campaign })]);
    expect((await entitlementOf(a)).revokedAt).not.toBeNull();
    const applied = await review.prisma.reviewVerdict.findMany({
      where: { campaignId: campaign, said: 'apply' },
    });
    expect(applied).toHaveLength(2);
    expect(await readReviewCampaign(bea, { id: campaign })).toMatchObject({
      state: 'closed',
      items: { applied: 2 },
    });
    expect(await review.world.eventsAbout(a)).toEqual(['entitlement.revoked']);
  });

  test('of a hand-over asks the new owner, who may accept or decline', async () => {
    await review.agent('s-hand', { owner: 'own' });
    await review.agent('s-decline', { owner: 'own' });
    const campaign = await review.campaign({
      what: ['ownership'],
      filter: { agents: ['s-hand', 's-decline'] },
    });
    const bea = await review.as('bea');
    for (const agent of ['s-hand', 's-decline']) {
      const item = await review.item(campaign, agent);
      await expect(handOverItem(bea, { ...seen(item), owner: 'own@example.org' })).rejects.toMatchObject({
        code: 'invalid_input',
      });
      await handOverItem(bea, { ...seen(item), owner: 'cid@example.org' });
    }
    await signOffCampaign(bea, { id: campaign });
    expect((await review.item(campaign, 's-hand')).effect).toMatchObject({
      what: 'proposed',
      handOver: { to: { id: 'usr_cid' }, state: 'waiting' },
    });
    const cid = await review.as('cid');
    await acceptOwnership(cid, { id: 's-hand' });
    await declineOwnership(cid, { id: 's-decline', reason: 'no' });
    expect((await review.item(campaign, 's-hand')).effect?.handOver).toMatchObject({ state: 'accepted' });
    expect((await review.item(campaign, 's-decline')).effect?.handOver).toMatchObject({ state: 'declined' });
    expect(await review.prisma.agent.findUniqueOrThrow({ where: { id: 's-hand' } })).toMatchObject({
      ownerId: 'usr_cid',
    });
    expect(await review.prisma.agent.findUniqueOrThrow({ where: { id: 's-decline' } })).toMatchObject({
      ownerId: 'usr_own',
    });
  });

  test('of a first stage hands on to the second, which is for somebody else and has the last word', async () => {
    await review.agent('s-two');
    const id = await review.entitlement('s-two', ['contacts.read']);
    const campaign = await review.campaign(
      { filter: { agents: ['s-two'] } },
      { secondReviewer: { kind: 'people', people: ['cid@example.org'] } },
    );
    const bea = await review.as('bea');
    await revokeItem(bea, seen(await review.item(campaign, id)));
    expect(await signOffCampaign(bea, { id: campaign })).toMatchObject({
      signedOff: 1,
      handedOn: 1,
      state: 'open',
    });
    expect((await entitlementOf(id)).revokedAt).toBeNull();
    const second = await review.item(campaign, id, 'cid');
    expect(second).toMatchObject({
      stage: 2,
      state: 'pending',
      reviewer: { id: 'usr_cid' },
      proposed: { verb: 'revoke', by: { id: 'usr_bea' } },
    });
    await expect(keepItem(bea, seen(second))).rejects.toMatchObject({ reason: 'same_person' });
    const cid = await review.as('cid');
    await narrowItem(cid, seen(second));
    await signOffCampaign(cid, { id: campaign });
    expect(await entitlementOf(id)).toMatchObject({ revokedAt: null, tools: ['contacts.read'] });
  });

  test('of what somebody else has ended meanwhile is told as gone', async () => {
    await review.agent('s-gone');
    const id = await review.entitlement('s-gone');
    const campaign = await review.campaign({ filter: { agents: ['s-gone'] } });
    const bea = await review.as('bea');
    await revokeItem(bea, seen(await review.item(campaign, id)));
    await review.world.database.pool.query(
      `UPDATE entitlements SET revoked_at = now(), revoke_reason = 'x' WHERE id = $1`,
      [id],
    );
    expect(await signOffCampaign(bea, { id: campaign })).toMatchObject({ gone: 1, applied: [] });
  });

  test('of a revoked ownership quarantines the agent, of a revoked tool blocks it', async () => {
    await review.agent('s-quar');
    const agents = await review.campaign({ what: ['ownership'], filter: { agents: ['s-quar'] } });
    const bea = await review.as('bea');
    await revokeItem(bea, seen(await review.item(agents, 's-quar')));
    await signOffCampaign(bea, { id: agents });
    expect(await review.prisma.agent.findUniqueOrThrow({ where: { id: 's-quar' } })).toMatchObject({
      state: 'quarantined',
    });
    const tools = await review.campaign({ what: ['tools'], filter: { systems: ['crm'] } });
    const item = await review.item(tools, 'crm/contacts.merge');
    expect(item).toMatchObject({ kind: 'tool', recommendation: 'revoke', recommendationRule: 'tool_unused' });
    await revokeItem(bea, { ...seen(item), comment: 'unused' });
    await signOffCampaign(bea, { id: tools });
    expect(await review.prisma.tool.findUniqueOrThrow({ where: { id: 'crm/contacts.merge' } })).toMatchObject(
      { state: 'blocked' },
    );
    await review.prisma.tool.update({ where: { id: 'crm/contacts.merge' }, data: { state: 'reviewed' } });
  });
});

describe('a cluster', () => {
  test('is decided in one go and marked as bulk, but not for what has changed, and never of a high tier', async () => {
    const ids: string[] = [];
    for (const n of [1, 2, 3])
      ids.push(await review.entitlement(await review.agent(`c-${n}`), [], ['contacts.read']));
    await review.agent('c-high', { tier: 'high' });
    await review.entitlement('c-high', [], ['contacts.read']);
    const campaign = await review.campaign({ filter: { agents: ['c-1', 'c-2', 'c-3', 'c-high'] } });
    const bea = await review.as('bea');
    const { items } = await listReviewClusters(bea, { id: campaign, queue: 'mine' });
    expect(items).toMatchObject([{ items: 3, recommendation: 'revoke', tier: 'moderate' }]);
    const cluster = items[0]?.cluster ?? '';
    const say = { id: campaign, cluster, verb: 'revoke' as const, seenMs: 4000, queue: 'mine' as const };
    await expect(decideCluster(bea, { ...say, items: 4 })).rejects.toMatchObject({
      reason: 'cluster_changed',
    });
    await review.prisma.entitlement.update({
      where: { id: ids[2] ?? '' },
      data: { revision: { increment: 1 } },
    });
    expect(await decideCluster(bea, { ...say, items: 3 })).toEqual({ decided: 2, refused: 1 });
    expect(await review.item(campaign, ids[0] ?? '')).toMatchObject({
      decision: { verb: 'revoke', isBulk: true, seenMs: 4000 },
    });
    await review.prisma.reviewItem.updateMany({
      where: { campaignId: campaign, agentId: 'c-high' },
      data: { cluster: 'forged' },
    });
    await expect(
      decideCluster(bea, { ...say, cluster: 'forged', items: 1, comment: 'c' }),
    ).rejects.toMatchObject({ reason: 'one_by_one' });
    await signOffCampaign(bea, { id: campaign });
    const report = ReviewReport.parse(await readReviewReport(bea, { id: campaign }));
    expect(report).toMatchObject({
      bulkShare: 1,
      byVerb: { revoke: 2 },
      reviewers: [{ decisions: 2, bulk: 2 }],
    });
    const progress = ReviewProgress.parse(await readReviewProgress(bea, { id: campaign }));
    expect(progress.total).toBe(4);
    expect(progress.burnUp.at(-1)).toMatchObject({ decided: 2, signedOff: 2 });
  });
});

describe('silence', () => {
  test('is told at the end, speaks after the grace, and follows the recommendation where it is to', async () => {
    await review.agent('q-1');
    const [unused, part, staged] = [
      await review.entitlement('q-1', [], ['contacts.merge']),
      await review.entitlement('q-1', ['contacts.read']),
      await review.entitlement('q-1', ['contacts.read'], ['contacts.read']),
    ];
    const campaign = await review.campaign({ filter: { agents: ['q-1'] } }, { onSilence: 'recommendation' });
    await revokeItem(await review.as('bea'), seen(await review.item(campaign, staged)));
    expect(await readReviewCampaign(await review.as('aud'), { id: campaign })).toMatchObject({
      silence: { keep: 0, narrow: 1, revoke: 1 },
    });
    await review.later(campaign, 8.5);
    await review.turn();
    await review.turn();
    expect(await told(campaign)).toEqual(['review.opened', 'review.reminder']);
    await review.later(campaign, 2);
    await review.turn();
    expect(await told(campaign)).toEqual(['review.opened', 'review.reminder', 'review.overdue']);
    expect((await entitlementOf(unused)).revokedAt).toBeNull();
    await review.later(campaign, 3);
    await review.turn();
    expect((await entitlementOf(unused)).revokedAt).not.toBeNull();
    expect(await entitlementOf(part)).toMatchObject({ revokedAt: null, tools: ['contacts.read'] });
    expect((await entitlementOf(staged)).revokedAt).not.toBeNull();
    expect((await told(campaign)).at(-1)).toBe('review.closed');
    expect(await review.item(campaign, unused)).toMatchObject({ decision: { bySilence: true, by: null } });
    const report = await readReviewReport(await review.as('aud'), { id: campaign });
    expect(report).toMatchObject({ bySilence: 2, byVerb: { revoke: 2, narrow: 1 } });
  });

  test('by tier keeps at low and revokes at high', async () => {
    await review.agent('q-low', { tier: 'low' });
    await review.agent('q-high', { tier: 'high' });
    const low = await review.entitlement('q-low', [], ['contacts.read']);
    const high = await review.entitlement('q-high', ['contacts.read'], ['contacts.read']);
    const campaign = await review.campaign(
      { filter: { agents: ['q-low', 'q-high'] } },
      { onSilence: 'byTier' },
    );
    await review.later(campaign, 14);
    await review.turn();
    expect((await entitlementOf(low)).revokedAt).toBeNull();
    expect((await entitlementOf(high)).revokedAt).not.toBeNull();
  });
});

describe('in the middle of a campaign', () => {
  test('what was asked of somebody who is disabled is asked of somebody else, and what they staged is taken back', async () => {
    await review.person('dan', ['reviewer']);
    await review.agent('m-1');
    const [a, b] = [await review.entitlement('m-1'), await review.entitlement('m-1')];
    const campaign = await review.campaign(
      { filter: { agents: ['m-1'] } },
      {
        reviewer: {
          kind: 'people',
          people: ['dan@example.org'],
          fallback: { kind: 'people', people: ['cid@example.org'] },
        },
      },
    );
    await revokeItem(await review.as('dan'), seen(await review.item(campaign, a, 'dan')));
    await disableUser(review.world.admin, { id: 'usr_dan' });
    await review.turn();
    for (const id of [a, b]) {
      expect(await review.item(campaign, id, 'cid')).toMatchObject({
        state: 'pending',
        reviewer: { id: 'usr_cid' },
        isFallback: true,
        refusal: null,
      });
    }
  });

  test('an agent that is retired has nothing left to decide', async () => {
    await review.agent('m-2');
    const [a, b] = [await review.entitlement('m-2'), await review.entitlement('m-2')];
    const campaign = await review.campaign({ filter: { agents: ['m-2'] } });
    const bea = await review.as('bea');
    const item = await review.item(campaign, a);
    await keepItem(bea, seen(item));
    await retireAgent(review.world.admin, { id: 'm-2', reason: 'r' });
    await expect(keepItem(bea, seen(await review.item(campaign, b)))).rejects.toMatchObject({
      reason: 'moot',
    });
    await review.turn();
    expect(await readReviewCampaign(bea, { id: campaign })).toMatchObject({
      state: 'closed',
      items: { moot: 2, applied: 0 },
    });
  });

  test('items go to somebody else, those are reminded, and an admin ends it early', async () => {
    await review.agent('m-3', { tier: 'high', owner: 'own', backup: 'cid' });
    await review.agent('m-4');
    const own = await review.entitlement('m-3', ['contacts.read'], ['contacts.read']);
    const other = await review.entitlement('m-4');
    const campaign = await review.campaign({ filter: { agents: ['m-3', 'm-4'] } });
    const admin = await review.as('ada');
    const move = { id: campaign, from: 'bea@example.org', reason: 'away' };
    await expect(reassignCampaign(admin, { ...move, to: 'aud@example.org' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await reassignCampaign(admin, { ...move, to: 'cid@example.org' })).toEqual({
      reassigned: 1,
      refused: 1,
    });
    expect(await review.item(campaign, own)).toMatchObject({ reviewer: { id: 'usr_bea' } });
    const { reminded } = await remindCampaign(admin, { id: campaign });
    expect(reminded.map(({ id }) => id).sort()).toEqual(['usr_bea', 'usr_cid']);
    const closed = await closeCampaign(admin, { id: campaign, reason: 'wrong filter', pending: 'leave' });
    expect(closed).toMatchObject({ state: 'closed', items: { moot: 2 }, closeReason: 'wrong filter' });
    expect((await entitlementOf(other)).revokedAt).toBeNull();
    await expect(
      closeCampaign(admin, { id: campaign, reason: 'again', pending: 'leave' }),
    ).rejects.toMatchObject({ code: 'refused' });
  });
});

test('lists go by tier and agent, page by page, and those of one person', async () => {
  for (const [agent, tier] of [
    ['l-1', 'critical'],
    ['l-2', 'low'],
    ['l-3', 'moderate'],
  ] as const) {
    await review.agent(agent, { tier });
    await review.entitlement(agent, ['contacts.read'], ['contacts.read']);
  }
  const campaign = await review.campaign({ filter: { agents: ['l-1', 'l-2', 'l-3'] } });
  const bea = await review.as('bea');
  const list = async (more: object) =>
    listReviewItems(bea, ListReviewItemsInput.parse({ campaign, ...more }));
  const first = await list({ limit: '2', count: 'true' });
  expect(first.items.map(({ tier }) => tier)).toEqual(['critical', 'moderate']);
  expect(first.total).toBe(3);
  const rest = await list({ cursor: first.nextCursor ?? '' });
  expect(rest.items.map(({ tier }) => tier)).toEqual(['low']);
  expect((await list({ queue: 'mine', tier: 'low,critical' })).items).toHaveLength(2);
  expect((await list({ q: 'agent l-3' })).items).toHaveLength(1);
  const one = await readReviewItem(bea, { id: first.items[0]?.id ?? '' });
  expect(one.title).toBe('Agent l-1 · crm: contacts.read');
});
