'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import { AGENT_COLUMNS } from '@/components/review/item-columns';
import { Chip } from '@/components/ui/chip';
import { useNow } from '@/components/ui/clock';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyValueList } from '@/components/ui/key-value-list';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { TierChip } from '@/components/ui/tier-chip';
import { TimeText } from '@/components/ui/time-text';
import { PersonText } from '@/components/user/person-text';
import type { AgentView } from '@/lib/contract/agent';
import { paths } from '@/lib/paths';
import { reviewItemList } from '@/lib/query/review-item';

/** When the access of an agent is looked at next, how often, and what came of it. */
export function AgentReviews({ agent }: { agent: AgentView }) {
  const { reviewDueAt } = agent;
  const list = useInfiniteQuery(reviewItemList({ agent: agent.id }));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const isOverdue = useNow((now) => reviewDueAt !== null && reviewDueAt < now) ?? false;
  return (
    <div className="flex flex-col gap-4">
      <Panel
        title="Cadence"
        mark={
          isOverdue && (
            <Chip tone="escalate" icon={<CalendarClock aria-hidden="true" />}>
              Overdue
            </Chip>
          )
        }
      >
        <KeyValueList
          items={[
            {
              label: 'Every',
              value: (
                <>
                  {agent.reviewEveryDays} days, because its tier is <TierChip tier={agent.riskTier} />
                </>
              ),
            },
            {
              label: 'Next due',
              value:
                reviewDueAt === null ? (
                  <span className="text-muted">not planned</span>
                ) : (
                  <TimeText at={reviewDueAt} show="both" />
                ),
            },
            { label: 'Reviewed by', value: <PersonText person={agent.owner} /> },
          ]}
        />
      </Panel>
      {list.isError && (
        <Problem error={list.error} title="Its reviews could not be loaded" onRetry={() => list.refetch()} />
      )}
      <Panel title="Reviews" flush>
        <DataTable
          caption="What was asked about it in reviews"
          columns={AGENT_COLUMNS}
          rows={rows}
          rowKey={({ id }) => id}
          rowHref={({ id, campaign }) => paths.reviewCampaign(campaign, { item: id })}
          skeletonRows={3}
          empty={
            <EmptyState title="No review yet">
              {reviewDueAt === null ? (
                'No review of its ownership and entitlements is planned.'
              ) : (
                <>
                  The first review of its ownership and entitlements is due{' '}
                  <TimeText at={reviewDueAt} show="exact" focusable={false} />.
                </>
              )}{' '}
              Until then the Access tab shows what it does not use, and narrows it.
            </EmptyState>
          }
          footer={<ListFooter list={list} one="item" many="items" />}
        />
      </Panel>
    </div>
  );
}
