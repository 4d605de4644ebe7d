'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { TierChip } from '@/components/ui/tier-chip';
import { TimeText } from '@/components/ui/time-text';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SetupView } from '@/lib/contract/setup';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { PRESETS, ruleChanges, TIER_PRESETS, type TierPreset } from '@/lib/domain/tier-preset';
import { tiersNow, useChoosePreset } from '@/lib/query/setup';
import { PresetMatrix } from './preset-matrix';
import { changeWords } from './rule-words';

/** Rules for all four tiers to begin with, and what choosing them would change. */
export function PresetStep({ preset: known }: { preset: SetupView['preset'] }) {
  const refusal = usePermissionRefusal('setup.change');
  const tiers = useQuery(tiersNow());
  const choose = useChoosePreset();
  const [picked, setPicked] = useState<TierPreset>(known.chosen ?? known.current ?? 'balanced');
  const rows = tiers.data?.items;
  const preset = PRESETS[picked];
  const changes = (rows ?? []).map(({ id, rules }) => ({ id, list: ruleChanges(rules, preset.tiers[id]) }));
  const isSame = changes.every(({ list }) => list.length === 0);

  const apply = async () => {
    if (rows === undefined) return;
    const revisions = Object.fromEntries(rows.map(({ id, revision }) => [id, revision])) as Record<
      RiskTier,
      number
    >;
    try {
      await choose.mutateAsync({ preset: picked, revisions });
      showToast({ tone: 'done', title: `${preset.name} is chosen`, detail: 'Decisions follow at once.' });
    } catch {
      // Shown from the mutation; the tiers are read anew, so the next try is on what is there.
    }
  };

  return (
    <div className="flex flex-col gap-3">
      <p>
        {known.chosen === null ? 'Nothing was chosen yet' : `${PRESETS[known.chosen].name} was chosen`}
        {known.chosenAt !== null && (
          <>
            {' '}
            <TimeText at={known.chosenAt} />
          </>
        )}
        {known.current === null
          ? '; the tiers have been edited since.'
          : `; the tiers are those of ${PRESETS[known.current].name}.`}
      </p>
      <div className="max-w-120">
        <Segmented
          label="Preset"
          value={picked}
          onChange={setPicked}
          options={TIER_PRESETS.map((value) => ({ value, label: PRESETS[value].name }))}
        />
      </div>
      <p className="text-muted">{preset.says}</p>
      <Problem error={tiers.error} title="The tiers could not be loaded" onRetry={() => tiers.refetch()} />
      <div className="grid gap-4 md:grid-cols-2 2xl:grid-cols-4">
        {RISK_TIERS.map((tier) => (
          <PresetMatrix
            key={tier}
            tier={tier}
            rules={preset.tiers[tier]}
            now={rows?.find(({ id }) => id === tier)?.rules}
          />
        ))}
      </div>
      {rows !== undefined && (
        <details open={!isSame && changes.reduce((sum, { list }) => sum + list.length, 0) < 12}>
          <summary className="w-fit rounded-sm font-medium pointer-coarse:min-h-11">
            {isSame
              ? 'No difference to the rules of now'
              : `${changes.reduce((sum, { list }) => sum + list.length, 0)} rules become different`}
          </summary>
          <ul className="mt-2 grid gap-3 sm:grid-cols-2">
            {changes
              .filter(({ list }) => list.length > 0)
              .map(({ id, list }) => (
                <li key={id}>
                  <TierChip tier={id} />
                  <ul className="mt-1 list-disc pl-4 text-sm">
                    {list.map((change) => (
                      <li key={change.rule}>{changeWords(change)}</li>
                    ))}
                  </ul>
                </li>
              ))}
          </ul>
        </details>
      )}
      <Problem error={choose.error} title="Not chosen" />
      <div>
        <Button
          variant="primary"
          busy={choose.isPending}
          disabledReason={refusal ?? (rows === undefined ? 'The tiers are still being read' : null)}
          onClick={apply}
        >
          {isSame ? `Keep ${preset.name}` : `Choose ${preset.name}`}
        </Button>
      </div>
    </div>
  );
}
