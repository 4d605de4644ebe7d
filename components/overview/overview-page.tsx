'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { PageHeader } from '@/components/layout/page-header';
import { DemoShare } from '@/components/setup/demo-share';
import { SetupCard } from '@/components/setup/setup-card';
import { CountText } from '@/components/ui/count-text';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { StaleBadge } from '@/components/ui/stale-badge';
import { Stat } from '@/components/ui/stat';
import { OVERVIEW_RANGES } from '@/lib/domain/overview';
import { paths } from '@/lib/paths';
import { findingCount } from '@/lib/query/finding';
import { everDecided, overview } from '@/lib/query/overview';
import { EnforcementPoints } from './enforcement-points';
import { EntitlementAges } from './entitlement-ages';
import { FirstDecision } from './first-decision';
import { NeedsYou } from './needs-you';
import { OutcomeChart } from './outcome-chart';
import { PeopleAsked } from './people-asked';
import { ProposedToYou } from './proposed-to-you';
import { ThreeAnswers } from './three-answers';

const RANGE = parseAsStringLiteral(OVERVIEW_RANGES).withDefault('24h').withOptions({ history: 'push' });
const RANGE_LABELS = { '1h': '1 h', '24h': '24 h', '7d': '7 d' } as const;

/** Is anything wrong, and is it mine? */
export function OverviewPage() {
  const [range, setRange] = useQueryState('range', RANGE);
  const { data: view, error, isError, refetch, dataUpdatedAt } = useQuery(overview(range));
  const isEmpty = view?.decisions === 0;
  const findings = useQuery(findingCount());
  const ever = useQuery({ ...everDecided(), enabled: isEmpty }).data;

  return (
    <>
      <PageHeader
        title="Overview"
        mark={isError && view !== undefined && <StaleBadge since={new Date(dataUpdatedAt)} />}
        description="Is anything wrong, and does it need you."
        actions={
          <Segmented
            label="Range"
            value={range}
            onChange={setRange}
            options={OVERVIEW_RANGES.map((value) => ({ value, label: RANGE_LABELS[value] }))}
          />
        }
      />
      <div className="flex flex-col gap-4">
        {isError && (
          <Problem error={error} title="The overview could not be loaded" onRetry={() => refetch()} />
        )}
        <SetupCard />
        {(view !== undefined || !isError) && <NeedsYou needs={view?.needsYou} />}
        <ProposedToYou />
        <PeopleAsked />
        {(view !== undefined || !isError) && (
          <>
            {isEmpty && ever === false ? (
              <FirstDecision />
            ) : (
              <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(16rem,1fr)]">
                <OutcomeChart view={view} />
                <ThreeAnswers view={view} />
              </div>
            )}
            <DemoShare />
            <section aria-label="In numbers" className="grid grid-cols-2 gap-4 lg:grid-cols-5">
              <Stat label="Agents" value={counted(view?.counts.agents)} href={paths.agents()} />
              <Stat
                label="Running tasks"
                value={counted(view?.counts.tasksRunning)}
                href={paths.tasks({ state: 'running' })}
              />
              <Stat label="Live grants" value={counted(view?.counts.grantsLive)} />
              <Stat label="Live entitlements" value={counted(view?.counts.entitlementsLive)} />
              <Stat label="Findings" value={counted(findings.data)} href={paths.findings()} />
            </section>
            <div className="grid items-start gap-4 lg:grid-cols-2">
              <Panel title="Enforcement points" flush>
                <EnforcementPoints points={view?.enforcementPoints} />
              </Panel>
              <Panel title="Age of entitlements" flush>
                <EntitlementAges ages={view?.entitlementAges} />
              </Panel>
            </div>
          </>
        )}
      </div>
    </>
  );
}

const counted = (count: number | undefined) =>
  count === undefined ? undefined : <CountText count={count} />;
