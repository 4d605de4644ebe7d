import type { SetupView } from '@/lib/contract/setup';
import type { RiskTier, TierRules } from '@/lib/domain/risk-tier';
import { isSetUp, setupSteps } from '@/lib/domain/setup';
import { presetOf, TIER_PRESETS } from '@/lib/domain/tier-preset';
import { type Ctx, permit } from '../context';
import { toTierView } from '../tier/view';
import { databaseNow, reader } from '../transaction';
import { loadAdmins, loadDemoCounts, loadDemoRun } from './facts';

/** How far the installation is set up. Everything is read off what is there; nothing is counted up. */
export async function readSetup(ctx: Ctx): Promise<SetupView> {
  permit(ctx, 'setup.read');
  const db = reader(ctx);
  const now = await databaseNow(db);
  // One after the other: in a transaction there is one connection.
  const people = await loadAdmins(db);
  const demo = await loadDemoCounts(db, now);
  const demoRun = await loadDemoRun(db);
  const tested = await db.delivery.findFirst({
    where: { kind: 'channel.test', state: 'delivered' },
    orderBy: { id: 'desc' },
    select: { endedAt: true, channel: { select: { name: true } } },
  });
  const installation = await db.installation.findUnique({ where: { id: 1 } });
  const tiers = await db.tier.findMany();
  const agents = await db.agent.count({ where: { state: { not: 'retired' } } });
  const systems = await db.system.count();
  const rules = Object.fromEntries(tiers.map(toTierView).map((tier) => [tier.id, tier.rules]));
  const chosen = TIER_PRESETS.find((preset) => preset === installation?.tierPreset) ?? null;
  const steps = setupSteps({
    adminsWhoCanSignIn: people.canSignIn,
    agents,
    hasChosenPreset: chosen !== null,
    hasTestedChannel: tested !== null,
    hasRunDemo: demoRun !== null,
  });
  return {
    steps,
    isDone: isSetUp(steps),
    dismissedAt: installation?.setupDismissedAt ?? null,
    people,
    inventory: { agents, systems },
    preset: {
      chosen,
      chosenAt: installation?.tierPresetAt ?? null,
      current: presetOf(rules as Record<RiskTier, TierRules>),
    },
    channelTest:
      tested === null || tested.endedAt === null
        ? null
        : { channel: tested.channel.name, at: tested.endedAt },
    demoRun,
    demo,
  };
}
