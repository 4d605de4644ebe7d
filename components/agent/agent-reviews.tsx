'use client';

import { CalendarClock } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { useNow } from '@/components/ui/clock';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import { TierChip } from '@/components/ui/tier-chip';
import { TimeText } from '@/components/ui/time-text';
import { PersonText } from '@/components/user/person-text';
import type { AgentView } from '@/lib/contract/agent';

/** When the access of an agent is looked at next, how often, and what came of it. */
export function AgentReviews({ agent }: { agent: AgentView }) {
  const { reviewDueAt } = agent;
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
      <Panel title="Reviews" flush>
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
      </Panel>
    </div>
  );
}
