'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StaleBadge } from '@/components/ui/stale-badge';
import { StateChip } from '@/components/ui/state-chip';
import { usePermissionRefusal } from '@/components/user/permission';
import type { GuardrailView } from '@/lib/contract/guardrail';
import { isNoise } from '@/lib/domain/noise';
import { paths } from '@/lib/paths';
import { guardrailEffects, guardrailList } from '@/lib/query/guardrail';
import { VersionsText } from './versions-text';

const NewGuardrailDialog = lazyDialog(
  async () => (await import('./new-guardrail-dialog')).NewGuardrailDialog,
);

type Row = GuardrailView & {
  answered: number | null;
  wouldHave: number | null;
  prompts: number | null;
  isNoise: boolean;
};

const count = (value: number | null) =>
  value === null ? <span className="text-faint">–</span> : <CountText count={value} />;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Guardrail',
    card: 'title',
    cell: ({ name }) => <code className="truncate font-mono">{name}</code>,
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-32',
    cell: ({ state }) => <StateChip state={state} />,
  },
  {
    id: 'versions',
    header: 'Versions',
    width: 'w-72',
    cell: (guardrail) => <VersionsText guardrail={guardrail} />,
  },
  {
    id: 'answered',
    header: 'Answered, 30 d',
    width: 'w-32',
    align: 'end',
    cell: ({ answered }) => count(answered),
  },
  {
    id: 'prompts',
    header: 'Asked a person, 30 d',
    width: 'w-44',
    align: 'end',
    from: 'md',
    cell: ({ prompts, isNoise }) => (
      <>
        {count(prompts)}
        {isNoise && <span className="text-escalate-text text-sm"> all approved</span>}
      </>
    ),
  },
  {
    id: 'would',
    header: 'Would have, 30 d',
    width: 'w-36',
    align: 'end',
    from: 'md',
    cell: ({ wouldHave }) => count(wouldHave),
  },
];

/** The policies that people write, what stands in force of each, and what each does. */
export function GuardrailList() {
  const list = useInfiniteQuery(guardrailList());
  const effects = useQuery(guardrailEffects()).data;
  const refusal = usePermissionRefusal('guardrail.create');
  const [isNewOpen, setNewOpen] = useState(false);
  const rows = list.data?.pages
    .flatMap(({ items }) => items)
    .map((guardrail): Row => {
      const own = effects?.items.find((one) => one.guardrail === guardrail.name);
      const none = effects === undefined ? null : 0;
      return {
        ...guardrail,
        answered: own?.answered ?? none,
        wouldHave: own === undefined ? none : own.shadow + own.observed,
        prompts: own?.prompts ?? none,
        isNoise: own !== undefined && isNoise(own),
      };
    });
  const newButton = (
    <Button variant="primary" disabledReason={refusal} onClick={() => setNewOpen(true)}>
      <Plus aria-hidden="true" />
      New guardrail
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Guardrails"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Cedar policies that every call is held against, after the hard rules. None of them can lift a hard rule."
        actions={newButton}
      />
      <div className="flex flex-col gap-3">
        {list.isError && (
          <Problem
            error={list.error}
            title="The guardrails could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Guardrails" flush>
            <DataTable
              caption="Guardrails, by name"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              rowHref={({ id }) => paths.guardrail(id)}
              skeletonRows={6}
              empty={
                <EmptyState title="There is no guardrail" action={newButton}>
                  Without a policy that permits, every call is denied.
                </EmptyState>
              }
              footer={<ListFooter list={list} one="guardrail" many="guardrails" />}
            />
          </Panel>
        )}
      </div>
      {isNewOpen && <NewGuardrailDialog onClose={() => setNewOpen(false)} />}
    </>
  );
}
