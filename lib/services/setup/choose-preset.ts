import type { ChoosePresetInput, SetupView } from '@/lib/contract/setup';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { PRESETS, ruleChanges } from '@/lib/domain/tier-preset';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile } from '../errors';
import { loadTier } from '../tier/load';
import { replaceTier } from '../tier/replace';
import { toTierView } from '../tier/view';
import { inTransaction } from '../transaction';
import { readSetup } from './read';

/**
 * Gives all four tiers the rules of a preset: all of them, or none. Each tier is replaced by its own verb, with
 * the revision that was seen; one that has these rules already is left alone.
 */
export async function choosePreset(ctx: Ctx, { preset, revisions }: ChoosePresetInput): Promise<SetupView> {
  permit(ctx, 'setup.change');
  return inTransaction(ctx, async (tx, now) => {
    const replaced: string[] = [];
    for (const id of RISK_TIERS) {
      const tier = toTierView(await loadTier(tx, id));
      if (tier.revision !== revisions[id]) throw changedMeanwhile('tier', id);
      const rules = PRESETS[preset].tiers[id];
      if (ruleChanges(tier.rules, rules).length === 0) continue;
      await replaceTier({ ...ctx, tx, ifMatch: tier.revision }, { id, rules });
      replaced.push(id);
    }
    const chosen = { tierPreset: preset, tierPresetAt: now, tierPresetBy: ctx.actor.id };
    await tx.installation.upsert({ where: { id: 1 }, create: chosen, update: chosen });
    await writeAudit(tx, ctx, now, {
      event: 'setup.preset-chosen',
      subject: { kind: 'installation', id: 'setup' },
      details: { preset, replaced },
    });
    return readSetup({ ...ctx, tx });
  });
}
