'use client';

import { useQuery } from '@tanstack/react-query';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import type { StorageView } from '@/lib/contract/settings';
import { storage } from '@/lib/query/settings';
import { formatBytes } from './bytes';
import { Reading, useSettingsRefusal } from './reading';

type Row = StorageView['records'][number];
const WORDS: Record<string, string> = {
  decisions: 'Decisions',
  outcome_reports: 'Outcome reports',
  audit_events: 'Audit events',
  audit_links: 'Links of the audit chain',
  checkpoints: 'Checkpoints',
  tasks: 'Tasks',
  grants: 'Grants',
  escalations: 'Escalations',
};

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'table',
    header: 'What',
    card: 'title',
    cell: ({ table }) => <span className="font-medium">{WORDS[table] ?? table}</span>,
  },
  { id: 'kept', header: 'Kept', width: 'w-28', cell: () => 'for ever' },
  {
    id: 'rows',
    header: 'Records, about',
    width: 'w-32',
    align: 'end',
    cell: ({ rows, oldest }) =>
      rows < 1 && oldest !== null ? 'a few' : <CountText count={Math.round(rows)} />,
  },
  { id: 'bytes', header: 'On disk', width: 'w-28', align: 'end', cell: ({ bytes }) => formatBytes(bytes) },
  {
    id: 'partitions',
    header: 'Partitions',
    width: 'w-32',
    align: 'end',
    cell: ({ partitions }) =>
      partitions === null ? <span className="text-faint">none</span> : `${partitions} months`,
  },
  {
    id: 'oldest',
    header: 'Oldest',
    zoned: true,
    width: 'w-44',
    cell: ({ oldest }) =>
      oldest === null ? (
        <span className="text-faint">nothing yet</span>
      ) : (
        <TimeText at={oldest} show="short" />
      ),
  },
];

const daysText = (days: number): string =>
  days < 1 ? `${Math.round(days * 24)} h` : `${days} ${days === 1 ? 'day' : 'days'}`;

/** What is kept, and for how long: all records, for ever. */
export function RetentionSection() {
  const isRefused = useSettingsRefusal() !== null;
  const query = useQuery({ ...storage(), enabled: !isRefused });
  return (
    <Reading title="Retention" what="What is kept is" query={query}>
      {({ records, tidied, databaseBytes }) => (
        <div className="flex flex-col gap-4">
          <Panel title="Records" flush>
            <p className="px-4 py-3">
              Nothing here is ever deleted: decisions, reports and audit events are links of chains, and a
              chain with a hole proves nothing. The database takes {formatBytes(databaseBytes)}. Decisions lie
              in one partition a month.
            </p>
            <DataTable
              caption="What is kept, and how much of it"
              columns={COLUMNS}
              rows={records}
              rowKey={({ table }) => table}
              empty={null}
            />
          </Panel>
          <Panel title="Tidied up">
            <p className="mb-2 text-muted">
              What nothing refers to any more goes once a day. None of it is a record.
            </p>
            <ul className="list-disc pl-4">
              {tidied.map(({ what, afterDays }) => (
                <li key={what}>
                  {what}: after {daysText(afterDays)}
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      )}
    </Reading>
  );
}
