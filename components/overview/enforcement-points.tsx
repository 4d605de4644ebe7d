'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { CodeBlock } from '@/components/ui/json-view';
import { TimeText } from '@/components/ui/time-text';
import type { OverviewView } from '@/lib/contract/overview';

const FIRST = 8;

type Point = OverviewView['enforcementPoints'][number];

export const KEY_COMMAND = 'npm run -s cordon -- api-key create --name gateway --role pep --system my-system';

const COLUMNS: readonly Column<Point>[] = [
  {
    id: 'name',
    header: 'Key',
    card: 'title',
    cell: ({ name }) => <span className="font-medium">{name}</span>,
  },
  { id: 'about', header: 'Asks about', cell: (point) => <About point={point} /> },
  {
    id: 'used',
    header: 'Last call',
    width: 'w-28',
    align: 'end',
    cell: ({ lastUsedAt }) =>
      lastUsedAt === null ? (
        <span className="text-muted">never</span>
      ) : (
        <TimeText at={lastUsedAt} focusable={false} />
      ),
  },
  {
    id: 'expires',
    header: 'Key expires',
    width: 'w-28',
    align: 'end',
    from: 'xl',
    cell: ({ expiresAt }) =>
      expiresAt === null ? (
        <span className="text-muted">never</span>
      ) : (
        <TimeText at={expiresAt} focusable={false} />
      ),
  },
];

/** The keys through which agents' calls come to be decided, and when each was last heard of. */
export function EnforcementPoints({ points }: { points: readonly Point[] | undefined }) {
  const [isWhole, setWhole] = useState(false);
  return (
    <DataTable
      caption="Enforcement points"
      columns={COLUMNS}
      rows={isWhole ? points : points?.slice(0, FIRST)}
      rowKey={({ id }) => id}
      skeletonRows={4}
      footer={
        points === undefined || points.length <= FIRST ? undefined : (
          <Button size="sm" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? `Show the first ${FIRST}` : `Show all ${points.length}`}
          </Button>
        )
      }
      empty={
        <EmptyState
          title="No enforcement point is connected"
          action={<CodeBlock label="Make a key" text={KEY_COMMAND} />}
        >
          A gateway or an agent’s own code asks with a key of the role <code className="font-mono">pep</code>.
          Without one nothing is decided here, and nothing is protected.
        </EmptyState>
      }
    />
  );
}

function About({ point: { systems, agents } }: { point: Point }) {
  if (systems.length + agents.length === 0) return <span className="text-muted">everything</span>;
  const text = [...systems, ...agents].join(', ');
  return (
    <code className="font-mono" title={text}>
      {text}
    </code>
  );
}
