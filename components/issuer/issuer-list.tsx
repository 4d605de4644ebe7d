'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { ShieldCheck, ShieldOff, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { IssuerView } from '@/lib/contract/issuer';
import { issuerList } from '@/lib/query/issuer';
import { IssuerMoveButton } from './issuer-move-button';
import { TestIssuerButton } from './test-issuer-button';

const NewIssuerDialog = lazyDialog(async () => (await import('./new-issuer-dialog')).NewIssuerDialog);

const COLUMNS: readonly Column<IssuerView>[] = [
  {
    id: 'name',
    header: 'Issuer',
    card: 'title',
    cell: ({ name, issuer }) => (
      <>
        <span className="block font-medium">{name}</span>
        <span
          title={issuer}
          className="block font-mono text-muted text-sm [overflow-wrap:anywhere] sm:truncate"
        >
          {issuer}
        </span>
      </>
    ),
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-36',
    cell: ({ disabledAt, keysProblem }) =>
      disabledAt !== null ? (
        <Chip tone="deny" icon={<ShieldOff aria-hidden="true" />}>
          Disabled
        </Chip>
      ) : keysProblem !== null ? (
        <span title={keysProblem}>
          <Chip tone="escalate" icon={<TriangleAlert aria-hidden="true" />}>
            Keys unread
          </Chip>
        </span>
      ) : (
        <Chip tone="plain" icon={<ShieldCheck aria-hidden="true" />}>
          Trusted
        </Chip>
      ),
  },
  {
    id: 'kind',
    header: 'Kind',
    width: 'w-28',
    cell: ({ kind }) => (kind === 'oidc' ? 'OIDC' : 'SPIFFE'),
  },
  {
    id: 'keys',
    header: 'Keys',
    from: 'lg',
    width: 'w-44',
    cell: ({ keys, keysUrl, keysFetchedAt }) => (
      <>
        <CountText count={keys.length} />{' '}
        <span className="text-muted">
          {keysUrl === null ? 'entered' : keysFetchedAt === null ? 'not read yet' : 'read '}
          {keysFetchedAt !== null && <TimeText at={keysFetchedAt} focusable={false} />}
        </span>
      </>
    ),
  },
  {
    id: 'identities',
    header: 'Identities',
    width: 'w-24',
    align: 'end',
    cell: ({ identities }) => <CountText count={identities} />,
  },
  {
    id: 'action',
    header: 'Action',
    width: 'w-44',
    align: 'end',
    cell: (issuer) => (
      <span className="inline-flex gap-2">
        <TestIssuerButton issuer={issuer} />
        <IssuerMoveButton issuer={issuer} />
      </span>
    ),
  },
];

/** Whose word about running processes is taken. */
export function IssuerList() {
  const list = useInfiniteQuery(issuerList());
  const refusal = usePermissionRefusal('issuer.create');
  const [isAdding, setAdding] = useState(false);
  const rows = list.data?.pages.flatMap(({ items }) => items);

  return (
    <>
      <PageHeader
        title="Issuers"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Whose word about a running process is taken: OIDC issuers and SPIFFE trust domains."
        actions={
          <Button variant="primary" disabledReason={refusal} onClick={() => setAdding(true)}>
            New issuer
          </Button>
        }
      />
      <div className="flex flex-col gap-3">
        {list.isError && (
          <Problem
            error={list.error}
            title="The issuers could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Issuers" flush>
            <DataTable
              caption="Issuers, newest first"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              skeletonRows={3}
              empty={
                <EmptyState title="Nobody is trusted yet">
                  Agents then need a key, or a public key that is registered on their page.
                </EmptyState>
              }
              footer={<ListFooter list={list} one="issuer" many="issuers" />}
            />
          </Panel>
        )}
      </div>
      {isAdding && <NewIssuerDialog onClose={() => setAdding(false)} />}
    </>
  );
}
