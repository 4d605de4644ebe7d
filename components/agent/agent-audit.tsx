'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ListFooter } from '@/components/ui/list-footer';
import { Problem } from '@/components/ui/problem';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import { RoleMissing } from '@/components/user/role-missing';
import type { AuditEventView } from '@/lib/contract/audit-event';
import { auditEventsAbout } from '@/lib/query/audit-event';

/** What was changed, as far as it can be said in a line: the reason first. */
function wordsOf(details: unknown): string {
  if (typeof details !== 'object' || details === null) return '';
  const { reason, changes, from, to } = details as Record<string, unknown>;
  const said = [
    typeof reason === 'string' ? `“${reason}”` : null,
    typeof changes === 'object' && changes !== null ? Object.keys(changes).join(', ') : null,
    typeof from === 'string' && typeof to === 'string' ? `${from} to ${to}` : null,
  ];
  return said.filter((one) => one !== null).join(' · ');
}

const COLUMNS: readonly Column<AuditEventView>[] = [
  {
    id: 'event',
    header: 'Event',
    card: 'title',
    width: 'w-56',
    cell: ({ event }) => <code className="font-medium font-mono">{event}</code>,
  },
  {
    id: 'at',
    header: 'When',
    zoned: true,
    width: 'w-40',
    cell: ({ at }) => <TimeText at={at} show="short" focusable={false} />,
  },
  { id: 'actor', header: 'Who', width: 'w-44', cell: ({ actor }) => actor.name ?? actor.id },
  {
    id: 'details',
    header: 'What',
    cell: ({ details }) => <span title={wordsOf(details)}>{wordsOf(details) || '–'}</span>,
  },
  {
    id: 'seq',
    header: 'Chain',
    width: 'w-20',
    align: 'end',
    from: 'lg',
    card: 'hidden',
    cell: ({ chain }) => (
      <code className="font-mono text-muted" title={chain?.hash}>
        {chain === null ? '–' : `#${chain.seq}`}
      </code>
    ),
  },
];

/** Who changed what about an agent, and why. */
export function AgentAudit({ agentId }: { agentId: string }) {
  const refusal = usePermissionRefusal('audit.list');
  if (refusal !== null) return <RoleMissing what="The audit log is" refusal={refusal} />;
  return <Events agentId={agentId} />;
}

function Events({ agentId }: { agentId: string }) {
  const list = useInfiniteQuery(auditEventsAbout({ kind: 'agent', id: agentId }));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  if (list.isError && rows === undefined) {
    return (
      <div className="p-4">
        <Problem
          error={list.error}
          title="The audit events could not be loaded"
          onRetry={() => list.refetch()}
        />
      </div>
    );
  }
  return (
    <DataTable
      caption="Audit events about this agent, newest first"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ id }) => id}
      empty={<EmptyState title="Nothing was changed yet" />}
      footer={<ListFooter list={list} one="event" many="events" />}
    />
  );
}
