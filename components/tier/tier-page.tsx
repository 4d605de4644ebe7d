'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { PageHeader } from '@/components/layout/page-header';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { Tabs } from '@/components/ui/tabs';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { paths } from '@/lib/paths';
import { tierList } from '@/lib/query/tier';
import { TierComparison } from './tier-comparison';
import { TierEditor } from './tier-editor';
import { TIER_NAMES } from './tier-words';

const VIEWS = ['compare', ...RISK_TIERS] as const;
const TABS = VIEWS.map((id) => ({
  id,
  label: id === 'compare' ? 'Compare' : TIER_NAMES[id],
  href: paths.tiers({ tier: id === 'moderate' ? undefined : id }),
}));

/** What each risk tier forces: one to look at and change, or all four side by side. */
export function TierPage() {
  const [view] = useQueryState('tier', parseAsStringLiteral(VIEWS).withDefault('moderate'));
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(tierList());
  const tier = data?.find(({ id }) => id === view);

  return (
    <>
      <PageHeader
        title="Tiers"
        mark={isError && data !== undefined && <StaleBadge since={new Date(dataUpdatedAt)} />}
        description="The riskier an agent, the earlier a person is asked. What its entitlements reach sets the least tier it can have."
      />
      <Tabs label="Tiers" tabs={TABS} current={view} />
      <div className="mt-4">
        {isError && data === undefined && (
          <Problem error={error} title="The tiers could not be loaded" onRetry={() => refetch()} />
        )}
        {data === undefined && !isError && (
          <Panel title="Loading">
            <Skeleton className="h-96 w-full" />
          </Panel>
        )}
        {data !== undefined && view === 'compare' && <TierComparison tiers={data} />}
        {tier !== undefined && <TierEditor key={tier.id} tier={tier} />}
      </div>
    </>
  );
}
