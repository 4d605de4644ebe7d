'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { paths } from '@/lib/paths';
import { apiDocument } from '@/lib/query/api-reference';
import { ApiDocument, groupsOf } from './document';
import { OperationItem } from './operation-item';
import { Snippet } from './snippet';

const FILTERS = [
  { kind: 'text', key: 'q', label: 'Path, method or words' },
] as const satisfies readonly Filter[];

const nothing = () => () => {};
/** The address under which the reader sees the console: commands name it. */
const useOrigin = (): string =>
  useSyncExternalStore(
    nothing,
    () => window.location.origin,
    () => '',
  );

const listenHash = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};
/** The operation that the address links to. */
const useHash = (): string =>
  useSyncExternalStore(
    listenHash,
    () => decodeURIComponent(window.location.hash.slice(1)),
    () => '',
  );

const nounText = (noun: string): string =>
  `${noun[0]?.toUpperCase() ?? ''}${noun.slice(1).replaceAll('-', ' ')}`;

/** The API as the server describes it, with commands for the reader's own server. */
export function ApiReferencePage() {
  const { data: document, error, isError, refetch } = useQuery(apiDocument(ApiDocument));
  const { values, clear } = useFilters(FILTERS);
  const origin = useOrigin();
  const linked = useHash();
  const groups = useMemo(
    () => (document === undefined ? [] : groupsOf(document, values.q ?? '')),
    [document, values.q],
  );
  const [shown, setShown] = useState('');

  // What is linked to is there only now: the browser has looked for it in vain.
  useEffect(() => {
    if (document === undefined || linked === '' || linked === shown) return;
    window.document.getElementById(linked)?.scrollIntoView({ block: 'start' });
    setShown(linked);
  }, [document, linked, shown]);

  return (
    <>
      <PageHeader
        title="API"
        description="Everything the console does, it does with this. Lists answer items and nextCursor; a slash in an id is percent-encoded in a path."
        actions={
          <>
            <LinkButton href="/api/openapi.json" target="_blank">
              OpenAPI document
            </LinkButton>
            <LinkButton href={paths.integrate()}>Ways to ask</LinkButton>
          </>
        }
      />
      <div className="flex flex-col gap-4">
        <Snippet origin={origin} />
        <FilterBar filters={FILTERS} />
        {isError && (
          <Problem error={error} title="The document could not be loaded" onRetry={() => refetch()} />
        )}
        {document === undefined && !isError && (
          <Panel title="Loading">
            <SkeletonText lines={10} />
          </Panel>
        )}
        {document !== undefined && groups.length === 0 && (
          <EmptyState
            title="No operation fits"
            action={<Button onClick={() => clear()}>Clear the search</Button>}
          />
        )}
        {document !== undefined &&
          groups.map(({ noun, operations }) => (
            <Panel key={noun} title={nounText(noun)} flush>
              <ul>
                {operations.map((operation) => (
                  <OperationItem
                    key={`${operation.id} ${operation.id === linked}`}
                    document={document}
                    operation={operation}
                    origin={origin}
                    isLinked={operation.id === linked}
                  />
                ))}
              </ul>
            </Panel>
          ))}
      </div>
    </>
  );
}
