'use client';

import { useQuery } from '@tanstack/react-query';
import { LabelList } from '@/components/label/label-list';
import { RelabelButton } from '@/components/label/relabel-button';
import { PageHeader } from '@/components/layout/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { IdText } from '@/components/ui/id-text';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { ContextDetail } from '@/lib/contract/shared-context';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { contextOne } from '@/lib/query/context';
import { LabelChange } from './label-change';
import { OpenToButton, openToWords } from './open-to-button';

const BACK = { label: 'Contexts', href: paths.contexts() };

/** One shared context: its labels, and who put which of them there when. */
export function ContextPage({ id }: { id: string }) {
  const { data: context, error, isError, refetch, dataUpdatedAt } = useQuery(contextOne(id));
  if (context !== undefined) {
    return <LoadedContext context={context} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  }
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
    return (
      <>
        <PageHeader title="Context" back={BACK} />
        <EmptyState
          title="There is no such context"
          action={<LinkButton href={paths.contexts()}>All contexts</LinkButton>}
        >
          Nothing is known under <code className="break-all font-mono text-sm">{id}</code>.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Context" back={BACK} />
      {isError ? (
        <Problem error={error} title="The context could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Panel title="Loading">
          <SkeletonText lines={6} />
        </Panel>
      )}
    </>
  );
}

function LoadedContext({ context, staleSince }: { context: ContextDetail; staleSince: Date | null }) {
  const { id, name, labels, changes, createdAt, createdBy, revision } = context;
  return (
    <>
      <PageHeader
        back={BACK}
        title={name}
        mark={staleSince !== null && <StaleBadge since={staleSince} />}
        actions={
          <>
            <OpenToButton context={context} />
            <RelabelButton target={{ kind: 'context', id }} labels={labels} revision={revision} />
          </>
        }
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <Panel title="Labels">
          <LabelList
            labels={labels}
            more={[
              { label: 'Open to', value: openToWords(context.agents) },
              { label: 'Created', value: <TimeText at={createdAt} show="both" /> },
              { label: 'Created by', value: <ActorName id={createdBy} /> },
              { label: 'Id', value: <IdText id={id} /> },
            ]}
          />
        </Panel>
        <Panel title="Who put them there" flush>
          {changes.length === 0 ? (
            <EmptyState title="Nothing was written yet">It has touched nothing.</EmptyState>
          ) : (
            <ul>
              {changes.map((change) => (
                <LabelChange key={change.id} change={change} />
              ))}
            </ul>
          )}
        </Panel>
      </div>
    </>
  );
}
