import type { ReviewItemView } from '@/lib/contract/review-item';
import type { ReviewCovers } from '@/lib/contract/review-schedule';
import { CreateReviewScheduleInput } from '@/lib/contract/review-schedule';
import type { RiskTier } from '@/lib/domain/risk-tier';
import type { Role } from '@/lib/domain/role';
import type { Ctx } from '../context';
import { systemActor } from '../context';
import { readReviewItem } from '../review-item/read';
import { createReviewSchedule } from '../review-schedule/create';
import { World } from '../task/world.fixture';
import { keepReviewsGoing } from './keep-going';

const DAY_MS = 24 * 3_600_000;
export const days = (n: number): number => n * DAY_MS;

type ScheduleMore = Partial<Parameters<typeof CreateReviewScheduleInput.parse>[0] & object>;

/** A world with people who review, tools in `crm`, and a scheduler that is turned by hand. */
export class ReviewWorld {
  readonly world: World;
  private constructor(world: World) {
    this.world = world;
  }

  static async create(): Promise<ReviewWorld> {
    const review = new ReviewWorld(await World.create());
    await review.person('bea', ['reviewer']);
    await review.person('cid', ['reviewer']);
    await review.person('own', ['approver']);
    await review.person('aud', ['auditor']);
    for (const [name, actionClass, sensitivity] of [
      ['contacts.search', 'read', 'internal'],
      ['contacts.read', 'read', 'internal'],
      ['contacts.write', 'write', 'internal'],
      ['contacts.merge', 'write', 'confidential'],
    ] as const) {
      await review.world.prisma.tool.create({
        data: {
          id: `crm/${name}`,
          systemId: 'crm',
          name,
          actionClass,
          sensitivity,
          returnsUntrusted: false,
          reversible: true,
          sensitiveArguments: [],
          digest: 'd',
          reviewedDigest: 'd',
          state: 'reviewed',
          createdAt: new Date('2026-01-01T00:00:00Z'),
        },
      });
    }
    // What the installation starts with would fire beside the tests' own.
    await review.world.database.pool.query(`UPDATE review_schedules SET state = 'paused'`);
    await review.prisma.agent.updateMany({ data: { reviewDueAt: new Date('2100-01-01T00:00:00Z') } });
    return review;
  }

  get prisma() {
    return this.world.prisma;
  }

  async person(name: string, roles: Role[]): Promise<string> {
    await this.prisma.user.create({
      data: {
        id: `usr_${name}`,
        email: `${name}@example.org`,
        name: name[0]?.toUpperCase() + name.slice(1),
        roles,
      },
    });
    return `usr_${name}`;
  }

  /** Acts in somebody's name, with the roles that they have. */
  async as(name: string, ifMatch: number | null = null): Promise<Ctx> {
    const user = await this.prisma.user.findUniqueOrThrow({ where: { id: `usr_${name}` } });
    const base = this.world.as(user.roles as Role[]);
    return {
      ...base,
      ifMatch,
      actor: { ...base.actor, id: user.id, name: user.name, userId: user.id, roles: user.roles as Role[] },
    };
  }

  get scheduler(): Ctx {
    return { ...this.world.admin, actor: systemActor('scheduler') };
  }

  async agent(
    id: string,
    more: { owner?: string; backup?: string | null; tier?: RiskTier; dueInDays?: number } = {},
  ) {
    const now = await this.world.now();
    await this.prisma.agent.create({
      data: {
        id,
        name: `Agent ${id}`,
        purpose: 'tests',
        ownerId: `usr_${more.owner ?? 'own'}`,
        backupOwnerId: more.backup == null ? null : `usr_${more.backup}`,
        riskTier: more.tier ?? 'moderate',
        autonomy: 'supervised',
        environment: 'production',
        state: 'active',
        reviewDueAt: new Date(now.getTime() + days(more.dueInDays ?? 100)),
      },
    });
    return id;
  }

  /** An entitlement for all of contacts, old enough to say something; `used` tools were used an hour ago. */
  async entitlement(agent: string, used: string[] = [], tools: string[] = ['contacts.*']): Promise<string> {
    const id = await this.world.entitlement(agent, {
      activation: 'automatic',
      tools,
      classes: ['read', 'write'],
    });
    const now = await this.world.now();
    await this.world.database.pool.query(
      `UPDATE entitlements SET starts_at = $2, ends_at = $3, created_at = $2 WHERE id = $1`,
      [id, new Date(now.getTime() - days(200)), new Date(now.getTime() + days(200))],
    );
    for (const tool of used) {
      await this.prisma.entitlementUse.create({
        data: {
          entitlementId: id,
          toolId: `crm/${tool}`,
          actionClass: 'read',
          lastUsedAt: new Date(now.getTime() - 3_600_000),
        },
      });
    }
    await this.prisma.reviewWaking.deleteMany({});
    return id;
  }

  /** A schedule whose slot has just come. */
  async schedule(covers: Partial<ReviewCovers>, more: ScheduleMore = {}): Promise<string> {
    const input = CreateReviewScheduleInput.parse({
      name: `Schedule ${Math.random()}`,
      covers: { what: ['entitlements'], filter: {}, ...covers },
      cadence: { rrule: 'FREQ=MONTHLY' },
      timeZone: 'Europe/Berlin',
      reviewer: { kind: 'people', people: ['bea@example.org'] },
      durationDays: 10,
      onSilence: 'keep',
      ...more,
    });
    const { id } = await createReviewSchedule(this.world.admin, input);
    await this.isDue(id, 0);
    return id;
  }

  /** Moves a schedule's next slot so many minutes into the past. */
  async isDue(id: string, minutesAgo: number): Promise<Date> {
    const now = await this.world.now();
    const slot = new Date(Math.floor(now.getTime() / 60_000 - minutesAgo) * 60_000);
    await this.prisma.reviewSchedule.update({ where: { id }, data: { nextSlotAt: slot } });
    return slot;
  }

  turn(): Promise<void> {
    return keepReviewsGoing(this.scheduler, () => true);
  }

  /** Fires a schedule's slot and answers the campaign. */
  async campaign(covers: Partial<ReviewCovers>, more: ScheduleMore = {}): Promise<string> {
    const scheduleId = await this.schedule(covers, more);
    await this.turn();
    const { id } = await this.prisma.reviewCampaign.findFirstOrThrow({ where: { scheduleId } });
    return id;
  }

  async item(campaign: string, subjectId: string, name = 'bea'): Promise<ReviewItemView> {
    const row = await this.prisma.reviewItem.findFirstOrThrow({ where: { campaignId: campaign, subjectId } });
    return readReviewItem(await this.as(name), { id: row.id });
  }

  /** Moves a campaign in time, as if it had been opened so many days ago. */
  async later(campaign: string, byDays: number): Promise<void> {
    await this.world.database.pool.query(
      `UPDATE review_campaigns SET opened_at = opened_at - $2::interval, ends_at = ends_at - $2::interval,
              grace_ends_at = grace_ends_at - $2::interval WHERE id = $1`,
      [campaign, `${byDays} days`],
    );
  }

  async drop(): Promise<void> {
    await this.world.drop();
  }
}

/** What goes with every decision. */
export const seen = (item: { id: string; subjectRevision: number }, seenMs = 9000) => ({
  id: item.id,
  subjectRevision: item.subjectRevision,
  seenMs,
});
