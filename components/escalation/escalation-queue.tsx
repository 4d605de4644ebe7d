'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useQueryState } from 'nuqs';
import { reasonTitle } from '@/components/decision/reason-title';
import { PageHeader } from '@/components/layout/page-header';
import { AGENT_FILTER, SYSTEM_FILTER } from '@/components/stop/target-filters';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { ESCALATION_STATES, type EscalationState } from '@/lib/domain/escalation';
import { REASON_CODES } from '@/lib/domain/reason';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { waitingList } from '@/lib/query/escalation';
import { PastList } from './past-list';
import { QueueTabs, useQueueOf } from './queue-tabs';
import { WaitingList } from './waiting-list';

const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;

const FILTERS = [
  { kind: 'text', key: 'q', label: 'Agent, tool, resource, purpose, answer or id' },
  {
    kind: 'select',
    key: 'state',
    label: 'State',
    anyLabel: 'Waiting and past',
    options: ESCALATION_STATES.map((value) => ({ value, label: capital(value) })),
  },
  {
    kind: 'select',
    key: 'tier',
    label: 'Tier',
    anyLabel: 'Any tier',
    options: RISK_TIERS.map((value) => ({ value, label: capital(value) })),
  },
  AGENT_FILTER,
  { ...SYSTEM_FILTER, isFurther: true },
  {
    kind: 'search',
    key: 'tool',
    label: 'Tool',
    anyLabel: 'Any tool',
    source: TARGET_SOURCES.tool,
    isFurther: true,
  },
  {
    kind: 'select',
    key: 'reason',
    label: 'Why a person',
    anyLabel: 'Any reason',
    isFurther: true,
    options: REASON_CODES.map((value) => ({ value, label: reasonTitle(value) })),
  },
  {
    kind: 'select',
    key: 'glass',
    label: 'Broken glass',
    anyLabel: 'Approved in any way',
    isFurther: true,
    options: [{ value: 'unreviewed', label: 'By one admin alone, not reviewed' }],
  },
] as const satisfies readonly Filter[];

const PAST = ESCALATION_STATES.filter((state) => state !== 'pending');
const isState = (text: string | undefined): text is EscalationState =>
  ESCALATION_STATES.some((state) => state === text);

/** What needs me first, and how it went with what needed somebody before. */
export function EscalationQueue() {
  const { values } = useFilters(FILTERS);
  const { state, ...narrowed } = values;
  const [asked] = useQueryState('queue');
  const queue = useQueueOf(asked);
  const isWaitingShown = values.glass === undefined && (!isState(state) || state === 'pending');
  // What is past shows when it is known where: what waits would push it away.
  const { isPending } = useInfiniteQuery({ ...waitingList({ ...narrowed, queue }), enabled: isWaitingShown });
  const past = isState(state) ? (state === 'pending' ? [] : [state]) : PAST;

  return (
    <>
      <PageHeader
        title="Escalations"
        description="Calls that an agent may only make when a person says so. Nobody answering is a no."
      />
      <div className="flex flex-col gap-4">
        <QueueTabs current={queue} />
        <FilterBar filters={FILTERS} />
        {isWaitingShown && (
          <WaitingList queue={queue} filter={narrowed} isFiltered={Object.keys(values).length > 0} />
        )}
        {past.length > 0 && (
          <div hidden={isWaitingShown && isPending}>
            <PastList filter={{ ...narrowed, state: past }} />
          </div>
        )}
      </div>
    </>
  );
}
