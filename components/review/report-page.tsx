'use client';

import { useQuery } from '@tanstack/react-query';
import { Gauge, Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { TierChip } from '@/components/ui/tier-chip';
import { formatDuration } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import { PersonText } from '@/components/user/person-text';
import type { ReviewReport } from '@/lib/contract/review-campaign';
import { REVIEW_ITEM_STATES, REVIEW_VERBS } from '@/lib/domain/review';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { campaignReport } from '@/lib/query/review-campaign';
import { CampaignStateChip } from './campaign-state-chip';
import { EvidenceButton } from './evidence-button';
import { ITEM_STATE_WORDS, SAID_WORDS, seenText } from './review-words';

type ByVerb = ReviewReport['byVerb'];
type ReviewerRow = ReviewReport['reviewers'][number];
type TierRow = ReviewReport['tiers'][number];

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
const none = <span className="text-faint">–</span>;
const verbs = (byVerb: ByVerb): string =>
  REVIEW_VERBS.filter((verb) => (byVerb[verb] ?? 0) > 0)
    .map((verb) => `${byVerb[verb]} ${SAID_WORDS[verb].toLowerCase()}`)
    .join(', ') || 'none';

const REVIEWERS: readonly Column<ReviewerRow>[] = [
  {
    id: 'person',
    header: 'Reviewer',
    card: 'title',
    cell: ({ person }) =>
      person === null ? <span className="text-muted">silence</span> : <PersonText person={person} />,
  },
  {
    id: 'flag',
    header: 'Pace',
    card: 'mark',
    width: 'w-28',
    cell: ({ isFlagged }) =>
      isFlagged ? (
        <Chip tone="escalate" icon={<Gauge aria-hidden="true" />}>
          Too quick
        </Chip>
      ) : (
        none
      ),
  },
  { id: 'decisions', header: 'Decisions', width: 'w-20', align: 'end', cell: ({ decisions }) => decisions },
  {
    id: 'seen',
    header: 'Seen, median',
    width: 'w-24',
    align: 'end',
    cell: ({ medianSeenMs }) => (medianSeenMs === null ? none : seenText(medianSeenMs)),
  },
  {
    id: 'gap',
    header: 'Between two',
    width: 'w-24',
    align: 'end',
    cell: ({ medianGapMs }) => (medianGapMs === null ? none : seenText(medianGapMs)),
  },
  { id: 'quick', header: 'Under 5 s', width: 'w-20', align: 'end', cell: ({ quick }) => quick },
  { id: 'bulk', header: 'In bulk', width: 'w-18', align: 'end', cell: ({ bulk }) => bulk },
  { id: 'undone', header: 'Undone', width: 'w-18', align: 'end', cell: ({ undone }) => undone },
  { id: 'said', header: 'Said', width: 'w-64', cell: ({ byVerb }) => verbs(byVerb) },
];

const TIERS: readonly Column<TierRow>[] = [
  { id: 'tier', header: 'Tier', card: 'title', width: 'w-32', cell: ({ tier }) => <TierChip tier={tier} /> },
  { id: 'items', header: 'Items', width: 'w-20', align: 'end', cell: ({ items }) => items },
  { id: 'decided', header: 'Decided', width: 'w-20', align: 'end', cell: ({ decided }) => decided },
  { id: 'bulk', header: 'In bulk', width: 'w-20', align: 'end', cell: ({ bulk }) => bulk },
  { id: 'silence', header: 'By silence', width: 'w-24', align: 'end', cell: ({ bySilence }) => bySilence },
  {
    id: 'seen',
    header: 'Seen, median',
    width: 'w-28',
    align: 'end',
    cell: ({ medianSeenMs }) => (medianSeenMs === null ? none : seenText(medianSeenMs)),
  },
  { id: 'said', header: 'Said', cell: ({ byVerb }) => verbs(byVerb) },
];

/** How a campaign was decided: on screen, and on paper. */
export function ReportPage({ id }: { id: string }) {
  const { data: report, error, isError, refetch } = useQuery(campaignReport(id));
  const back = { label: 'Campaign', href: paths.reviewCampaign(id) };
  if (report === undefined) {
    return (
      <>
        <PageHeader title="Report" back={back} />
        {error instanceof ApiError && error.status === 404 ? (
          <EmptyState
            title="There is no such campaign"
            action={<LinkButton href={paths.reviews()}>All campaigns</LinkButton>}
          />
        ) : isError ? (
          <Problem error={error} title="The report could not be loaded" onRetry={() => refetch()} />
        ) : (
          <Panel title="Loading">
            <SkeletonText lines={8} />
          </Panel>
        )}
      </>
    );
  }
  const { campaign, effects } = report;
  const said = verbs(report.byVerb);
  return (
    <>
      <PageHeader
        back={back}
        title={`Report: ${campaign.name}`}
        mark={<CampaignStateChip campaign={campaign} />}
        description={
          <>
            As of <TimeText at={report.madeAt} show="exact" />
          </>
        }
        actions={
          <span className="flex gap-2 print:hidden">
            <Button onClick={() => window.print()}>
              <Printer aria-hidden="true" />
              Print
            </Button>
            <EvidenceButton id={id} />
          </span>
        }
      />
      <div className="flex flex-col gap-4">
        <dl className="grid grid-cols-2 gap-3 md:grid-cols-4 xl:grid-cols-8">
          <Figure label="Items" value={campaign.items.total} />
          <Figure label="By silence" value={report.bySilence} />
          <Figure label="In bulk" value={percent(report.bulkShare)} />
          <Figure label="Seen under 5 s" value={percent(report.quickShare)} />
          <Figure label="Against advice" value={report.againstRecommendation} />
          <Figure
            label="Seen, median"
            value={report.medianSeenMs === null ? none : seenText(report.medianSeenMs)}
          />
          <Figure
            label="Between two"
            value={report.medianGapMs === null ? none : formatDuration(report.medianGapMs)}
          />
          <Figure
            label="Items an hour"
            value={report.itemsPerHour === null ? none : Math.round(report.itemsPerHour)}
          />
        </dl>
        <Panel title="What it changed">
          <p>
            {said === 'none' ? 'Nothing is decided yet' : sentence(said)}. {effects.revokedGrants} live grants
            ended, {effects.narrowedGrants} narrowed; {effects.proposals}{' '}
            {effects.proposals === 1 ? 'person was' : 'people were'} asked to take over; {effects.gone} were
            gone already.
          </p>
          <p className="mt-1 text-muted text-sm">
            {REVIEW_ITEM_STATES.filter((state) => (report.states[state] ?? 0) > 0)
              .map((state) => `${ITEM_STATE_WORDS[state].toLowerCase()}: ${report.states[state]}`)
              .join(' · ')}
          </p>
        </Panel>
        <Panel title="By reviewer" flush>
          <DataTable
            caption="How each reviewer decided"
            columns={REVIEWERS}
            rows={report.reviewers}
            rowKey={({ person }) => person?.id ?? 'silence'}
            empty={<EmptyState title="Nobody has decided anything yet" />}
          />
        </Panel>
        <Panel title="By risk" flush>
          <DataTable
            caption="What was decided of each tier"
            columns={TIERS}
            rows={report.tiers}
            rowKey={({ tier }) => tier}
            empty={<EmptyState title="There was nothing to look at" />}
          />
        </Panel>
        <p className="text-muted text-sm">
          Seen: for how long the evidence of an item was on the screen before it was decided. Too quick: more
          than half of ten or more single decisions were made within five seconds. The evidence ZIP carries
          every decision with its receipt; <code className="font-mono">cordon verify</code> checks it without
          a connection.
        </p>
      </div>
    </>
  );
}

function Figure({ label, value }: { label: string; value: ReactNode }) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-raised px-3 py-2">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="font-semibold text-xl">{value}</dd>
    </div>
  );
}
