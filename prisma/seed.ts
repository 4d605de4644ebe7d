import { openDatabase } from '@/lib/db/client';
import { openRuntime } from '@/lib/pdp/runtime';
import { type Ctx, systemActor } from '@/lib/services/context';
import { databaseNow } from '@/lib/services/transaction';
import { disableUser } from '@/lib/services/user/disable';
import { writeHistory } from './demo/history';
import { AGENTS, PEOPLE, SYSTEMS } from './demo/inventory';
import { playPresent } from './demo/present';
import { setUpDemo } from './demo/set-up';

/**
 * Fills an empty database with the demo story; does nothing to one that holds a person already. The story
 * is played through the verbs and the live path; only its past is written by a seed writer.
 */
export async function seedDemo(databaseUrl: string, { publicUrl }: { publicUrl: string }): Promise<boolean> {
  const db = await openDatabase(databaseUrl);
  try {
    if ((await db.prisma.user.count()) > 0) return false;
    const ctx: Ctx = {
      actor: systemActor('demo'),
      prisma: db.prisma,
      requestId: 'demo',
      ifMatch: null,
      publicUrl,
    };
    const now = await databaseNow(db.prisma);
    const gateway = await setUpDemo(ctx, now);
    const runtime = await openRuntime({ databaseUrl, publicUrl });
    try {
      await runtime.evaluator.refreshed();
      await writeHistory(db, runtime.evaluator.store, gateway, now);
      await playPresent(ctx, runtime.evaluator, gateway);
    } finally {
      await runtime.close();
    }
    await finishStory(ctx, now);
    return true;
  } finally {
    await db.close();
  }
}

/** What makes the first screen worth looking at: somebody has left, and a review is overdue. */
async function finishStory(ctx: Ctx, now: Date): Promise<void> {
  await disableUser(ctx, { id: 'emil@example.com' });
  await ctx.prisma.$transaction([
    ctx.prisma.agent.update({
      where: { id: 'contract-reader' },
      data: { reviewDueAt: new Date(now.getTime() - 6 * 24 * 3600_000) },
    }),
    ctx.prisma.agent.updateMany({
      where: { id: { in: AGENTS.map(({ id }) => id) } },
      data: { source: 'demo' },
    }),
    ctx.prisma.system.updateMany({
      where: { id: { in: SYSTEMS.map(({ id }) => id) } },
      data: { source: 'demo' },
    }),
    ctx.prisma.user.updateMany({
      where: { email: { in: PEOPLE.map(({ email }) => email) } },
      data: { source: 'demo' },
    }),
    ctx.prisma.task.updateMany({ where: {}, data: { source: 'demo' } }),
    ctx.prisma.apiKey.updateMany({ where: {}, data: { source: 'demo' } }),
  ]);
}
