'use client';

import { useQuery } from '@tanstack/react-query';
import { BellRing, Gauge, UserX } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { TierChip } from '@/components/ui/tier-chip';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import { PersonText } from '@/components/user/person-text';
import type { ReviewCampaignView, ReviewProgress } from '@/lib/contract/review-campaign';
import { REVIEW_VERBS } from '@/lib/domain/review';
import { campaignProgress } from '@/lib/query/review-campaign';
import { BurnUp } from './burn-up';
import { ProgressBar } from './progress-bar';
import { ReassignDialog } from './reassign-dialog';
import { RemindDialog } from './remind-dialog';
import { SAID_WORDS, seenText } from './review-words';
import { SilenceImpact } from './silence-impact';

type Row = ReviewProgress['byReviewer'][number];

const columnsFor = (campaign: ReviewCampaignView): readonly Column<Row>[] => [
  {
    id: 'reviewer',
    header: 'Reviewer',
    card: 'title',
    cell: ({ reviewer }) =>
      reviewer === null ? (
        <span className="inline-flex items-center gap-1.5 text-deny-text">
          <UserX aria-hidden="true" className="size-3.5" />
          nobody was found: admins see it
        </span>
      ) : (
        <PersonText person={reviewer} />
      ),
  },
  {
    id: 'flag',
    header: 'Pace',
    card: 'mark',
    width: 'w-32',
    cell: ({ isFlagged }) =>
      isFlagged ? (
        <Chip tone="escalate" icon={<Gauge aria-hidden="true" />}>
          Too quick
        </Chip>
      ) : (
        <span className="text-faint">–</span>
      ),
  },
  {
    id: 'progress',
    header: 'Decided',
    width: 'w-48',
    cell: ({ counts }) => <ProgressBar counts={counts} isShort />,
  },
  {
    id: 'seen',
    header: 'Seen, median',
    width: 'w-28',
    align: 'end',
    from: 'lg',
    cell: ({ medianSeenMs }) =>
      medianSeenMs === null ? <span className="text-faint">–</span> : seenText(medianSeenMs),
  },
  {
    id: 'quick',
    header: 'Under 5 s',
    width: 'w-20',
    align: 'end',
    from: 'lg',
    cell: ({ quick }) => quick,
  },
  { id: 'bulk', header: 'In bulk', width: 'w-20', align: 'end', from: 'lg', cell: ({ bulk }) => bulk },
  {
    id: 'last',
    header: 'Last decision',
    width: 'w-28',
    align: 'end',
    from: 'md',
    cell: ({ lastAt }) =>
      lastAt === null ? <span className="text-faint">none</span> : <TimeText at={lastAt} focusable={false} />,
  },
  {
    id: 'do',
    header: 'Do',
    width: 'w-56',
    align: 'end',
    cell: (row) => <RowActions campaign={campaign} row={row} />,
  },
];

/** How far a campaign is, by reviewer and by risk, against its deadline. */
export function CampaignProgress({ campaign }: { campaign: ReviewCampaignView }) {
  const { data: progress, error, isError, refetch } = useQuery(campaignProgress(campaign.id));
  if (progress === undefined) {
    return isError ? (
      <Problem error={error} title="The progress could not be loaded" onRetry={() => refetch()} />
    ) : (
      <Skeleton className="h-96 w-full" />
    );
  }
  const said = REVIEW_VERBS.filter((verb) => (progress.byVerb[verb] ?? 0) > 0);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Panel title="Will it finish?">
          <BurnUp campaign={campaign} progress={progress} height={232} />
        </Panel>
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title="By risk">
            <ul className="flex flex-col gap-2.5">
              {progress.byTier.toReversed().map(({ tier, counts }) => (
                <li key={tier} className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-2">
                  <TierChip tier={tier} />
                  <ProgressBar counts={counts} isShort />
                </li>
              ))}
            </ul>
            <p className="mt-3 text-muted text-sm">
              {said.length === 0
                ? 'Nothing is decided yet.'
                : said.map((verb) => `${SAID_WORDS[verb]} ${progress.byVerb[verb]}`).join(' · ')}
            </p>
          </Panel>
          {campaign.state !== 'closed' && <SilenceImpact campaign={campaign} />}
        </div>
      </div>
      <Panel title="By reviewer" flush>
        <DataTable
          caption="Progress by reviewer"
          columns={columnsFor(campaign)}
          rows={progress.byReviewer}
          rowKey={({ reviewer }) => reviewer?.id ?? ''}
          empty={
            <EmptyState title="Nobody is asked">There is nothing to look at in this campaign.</EmptyState>
          }
        />
      </Panel>
    </div>
  );
}

function RowActions({ campaign, row }: { campaign: ReviewCampaignView; row: Row }) {
  const [open, setOpen] = useState<'remind' | 'reassign' | null>(null);
  const remind = usePermissionRefusal('review-campaign.remind');
  const reassign = usePermissionRefusal('review-campaign.reassign');
  if (campaign.state !== 'open' || row.counts.pending + row.counts.decided === 0)
    return <span className="text-faint">–</span>;
  const close = () => setOpen(null);
  const name = row.reviewer?.name ?? 'nobody';
  return (
    <span className="inline-flex gap-1.5">
      {row.reviewer !== null && row.counts.pending > 0 && (
        <Button
          size="sm"
          disabledReason={remind}
          aria-label={`Remind ${name}`}
          onClick={() => setOpen('remind')}
        >
          <BellRing aria-hidden="true" />
          Remind
        </Button>
      )}
      <Button
        size="sm"
        disabledReason={reassign}
        aria-label={`Reassign what ${name} has`}
        onClick={() => setOpen('reassign')}
      >
        Reassign…
      </Button>
      {open === 'remind' && <RemindDialog campaign={campaign} reviewer={row.reviewer} onClose={close} />}
      {open === 'reassign' && (
        <ReassignDialog
          campaign={campaign}
          from={row.reviewer}
          count={row.counts.pending + row.counts.decided}
          onClose={close}
        />
      )}
    </span>
  );
}
