'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EntitlementItem } from '@/components/entitlement/entitlement-item';
import { GrantItem } from '@/components/grant/grant-item';
import { CountText } from '@/components/ui/count-text';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { paths } from '@/lib/paths';
import { agentUsage } from '@/lib/query/agent';
import { entitlementList } from '@/lib/query/entitlement';
import { liveGrants } from '@/lib/query/grant';

/** What an agent may be granted, and what it holds now. */
export function AgentAccess({ agentId }: { agentId: string }) {
  const grants = useQuery(liveGrants({ agent: agentId }));
  const entitlements = useQuery(entitlementList({ agent: agentId }));
  const usage = useQuery(agentUsage(agentId)).data;

  return (
    <div className="flex flex-col gap-4">
      <Panel title="Live grants" mark={<Total of={grants} />} flush>
        <Items
          query={grants}
          title="The grants could not be loaded"
          empty={
            <EmptyState title="No live grants">
              A grant is made when a task starts, and ends with it. Nothing is allowed without one.
            </EmptyState>
          }
        >
          {grants.data?.items.map((grant) => (
            <GrantItem
              key={grant.id}
              grant={grant}
              taskEndsAt={grant.taskEndsAt}
              head={
                <>
                  <span className="text-muted">for </span>
                  <Link href={paths.task(grant.task)} className="text-accent underline">
                    {grant.purpose}
                  </Link>
                </>
              }
            />
          ))}
        </Items>
      </Panel>
      <Panel
        title="Entitlements"
        mark={<Total of={entitlements} />}
        actions={
          <LinkButton size="sm" href={paths.newEntitlement({ agent: agentId })}>
            New entitlement
          </LinkButton>
        }
        flush
      >
        <Items
          query={entitlements}
          title="The entitlements could not be loaded"
          empty={
            <EmptyState title="No entitlements">
              Without one nothing can be granted to this agent, so every call is denied.
            </EmptyState>
          }
        >
          {entitlements.data?.items.map((entitlement) => (
            <EntitlementItem key={entitlement.id} entitlement={entitlement} usage={usage ?? null} />
          ))}
        </Items>
      </Panel>
    </div>
  );
}

type Listed = UseQueryResult<{ items: readonly unknown[]; total?: number; nextCursor: string | null }>;

function Total({ of: { data } }: { of: Listed }) {
  if (data?.total === undefined) return null;
  return <CountText count={data.total} className="text-muted text-sm" />;
}

function Items({
  query,
  title,
  empty,
  children,
}: {
  query: Listed;
  title: string;
  empty: ReactNode;
  children: ReactNode;
}) {
  const { data, isError, error, refetch } = query;
  if (data === undefined && !isError) {
    return (
      <div className="p-4">
        <SkeletonText lines={4} />
      </div>
    );
  }
  return (
    <>
      {isError && (
        <div className="p-4">
          <Problem error={error} title={title} onRetry={() => refetch()} />
        </div>
      )}
      {data?.items.length === 0 ? empty : <ul>{children}</ul>}
      {data?.nextCursor != null && (
        <p className="border-line border-t px-4 py-2 text-muted text-sm">
          The newest {data.items.length} are shown.
        </p>
      )}
    </>
  );
}
