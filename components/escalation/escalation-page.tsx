'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { PageHeader } from '@/components/layout/page-header';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { ESCALATION_STATES, type EscalationState } from '@/lib/domain/escalation';
import { escalationList } from '@/lib/query/escalation';
import { EscalationList } from './escalation-list';

const FILTERS = [
  {
    kind: 'select',
    key: 'state',
    label: 'State',
    anyLabel: 'Waiting and past',
    options: ESCALATION_STATES.map((value) => ({
      value,
      label: `${value[0]?.toUpperCase()}${value.slice(1)}`,
    })),
  },
] as const satisfies readonly Filter[];

const WAITING: readonly EscalationState[] = ['pending'];
const PAST = ESCALATION_STATES.filter((state) => state !== 'pending');
const isState = (text: string | undefined): text is EscalationState =>
  ESCALATION_STATES.some((state) => state === text);

/** Which calls wait for a person, and how it went with those that did. */
export function EscalationPage() {
  const { state } = useFilters(FILTERS).values;
  const isWaitingShown = !isState(state) || state === 'pending';
  // What is past shows when it is known where: what waits would push it away.
  const { isPending } = useInfiniteQuery({ ...escalationList({ state: WAITING }), enabled: isWaitingShown });
  const past = isState(state) ? (state === 'pending' ? [] : [state]) : PAST;

  return (
    <>
      <PageHeader
        title="Escalations"
        description="Calls that an agent may only make when a person says so. Nobody answering is a no."
      />
      <div className="flex flex-col gap-4">
        <FilterBar filters={FILTERS} />
        {isWaitingShown && <EscalationList kind="waiting" states={WAITING} />}
        {past.length > 0 && (
          <div hidden={isWaitingShown && isPending}>
            <EscalationList kind="past" states={past} />
          </div>
        )}
      </div>
    </>
  );
}
