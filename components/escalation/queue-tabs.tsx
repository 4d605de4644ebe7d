'use client';

import { useQuery } from '@tanstack/react-query';
import { useViewer } from '@/components/layout/viewer';
import { Tabs } from '@/components/ui/tabs';
import { ESCALATION_QUEUES, type EscalationQueue } from '@/lib/domain/escalation';
import { isPermitted } from '@/lib/domain/role';
import { paths } from '@/lib/paths';
import { waitingForMe } from '@/lib/query/escalation-count';

const LABELS: Record<EscalationQueue, string> = { mine: 'Mine', team: 'My groups’', all: 'All' };

const isQueue = (text: string | null): text is EscalationQueue =>
  ESCALATION_QUEUES.some((queue) => queue === text);

/** Which queue is looked at; who decides begins with their own. */
export function useQueueOf(text: string | null): EscalationQueue {
  const { roles } = useViewer();
  if (isQueue(text)) return text;
  return isPermitted('escalation.decide', roles) ? 'mine' : 'all';
}

/** The parts of the queue, and the calls that wait for something else than a person. */
export function QueueTabs({ current }: { current: EscalationQueue | 'deferrals' }) {
  const { roles } = useViewer();
  const { data } = useQuery({ ...waitingForMe(), enabled: isPermitted('escalation.decide', roles) });
  return (
    <Tabs
      label="Queues"
      current={current}
      tabs={[
        ...ESCALATION_QUEUES.map((queue) => ({
          id: queue,
          label: LABELS[queue],
          href: paths.escalations({ queue }),
          ...(queue === 'mine' && data !== undefined && data > 0 && { count: data }),
        })),
        { id: 'deferrals', label: 'Put off', href: paths.deferrals() },
      ]}
    />
  );
}
