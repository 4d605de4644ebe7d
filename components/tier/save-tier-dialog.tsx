'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { usePermissionRefusal } from '@/components/user/permission';
import type { TierView } from '@/lib/contract/tier';
import type { TierRules } from '@/lib/domain/risk-tier';
import { rebaseTier, tierDifferences } from '@/lib/domain/tier-difference';
import { tierPreview, useReplaceTier } from '@/lib/query/tier';
import { DifferenceList } from './difference-list';
import { TierForesight } from './tier-foresight';
import { TIER_NAMES } from './tier-words';

type Props = {
  /** As the server tells it now. */
  tier: TierView;
  /** As it was when the draft was begun. */
  base: TierView;
  rules: TierRules;
  onSaved: (saved: TierView) => void;
  onClose: () => void;
};

/**
 * What the draft would do, then the reason, then it is in force. When somebody else has saved the tier meanwhile,
 * it shows what they changed, and goes on with what was changed here put on top of it.
 */
export function SaveTierDialog({ tier, base, rules, onSaved, onClose }: Props) {
  const refusal = usePermissionRefusal('tier.replace');
  const replace = useReplaceTier();
  const merged = useMemo(() => rebaseTier(base.rules, rules, tier.rules), [base, rules, tier]);
  const preview = useQuery(tierPreview(tier.id, merged, tier.revision));

  return (
    <ReasonDialog
      title={`Save the tier ${TIER_NAMES[tier.id].toLowerCase()}`}
      description="From the next decision on, every agent of this tier is judged by these rules."
      confirm="Save, in force at once"
      variant="primary"
      revision={tier.revision}
      standing={<DifferenceList differences={tierDifferences(base.rules, tier.rules)} />}
      refusal={refusal ?? (preview.isPending ? 'What it would do is still being counted' : null)}
      run={async ({ reason, ifMatch }) =>
        onSaved(await replace.mutateAsync({ id: tier.id, rules: merged, reason, ifMatch }))
      }
      onClose={onClose}
    >
      <DifferenceList differences={tierDifferences(tier.rules, merged)} />
      <TierForesight preview={preview.data} error={preview.error} onRetry={() => preview.refetch()} />
    </ReasonDialog>
  );
}
