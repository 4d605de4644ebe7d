'use client';

import { useQuery } from '@tanstack/react-query';
import { Power, UserX } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { lazy, Suspense } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { stopsCovering } from '@/components/stop/covering';
import { StopBanner } from '@/components/stop/stop-banner';
import { askToStop } from '@/components/stop/stop-wish';
import { CallList } from '@/components/task/call-list';
import { AGENT_TASK_COLUMNS } from '@/components/task/task-columns';
import { TaskTable } from '@/components/task/task-table';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { useShortcut } from '@/components/ui/shortcut';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { Tabs } from '@/components/ui/tabs';
import { usePermissionRefusal } from '@/components/user/permission';
import type { AgentView } from '@/lib/contract/agent';
import { AGENT_TABS, type AgentTab, paths } from '@/lib/paths';
import { agentOne } from '@/lib/query/agent';
import { ApiError } from '@/lib/query/client';
import { openStops } from '@/lib/query/stop';
import { AgentAccess } from './agent-access';
import { AgentStateChip } from './agent-state-chip';
import { AgentSummary } from './agent-summary';
import { ChangeAgentButton } from './change-agent-button';
import { DemoChip } from './demo-chip';
import { OwnershipBanner } from './ownership-banner';
import { QuarantineBanner } from './quarantine-banner';
import { TierMark } from './tier-mark';

// What stands behind the first tabs comes when it is looked at.
const IdentityPanel = lazy(async () => ({
  default: (await import('@/components/identity/identity-panel')).IdentityPanel,
}));
const AgentDelegation = lazy(async () => ({ default: (await import('./agent-delegation')).AgentDelegation }));
const AgentReviews = lazy(async () => ({ default: (await import('./agent-reviews')).AgentReviews }));
const AgentAudit = lazy(async () => ({ default: (await import('./agent-audit')).AgentAudit }));

const BACK = { label: 'Agents', href: paths.agents() };
const TAB_LABELS: Record<AgentTab, string> = {
  summary: 'Summary',
  access: 'Access',
  activity: 'Activity',
  tasks: 'Tasks',
  identity: 'Identity',
  delegation: 'Delegation',
  reviews: 'Reviews',
  audit: 'Audit',
};

/** What an agent can do, whether it does, and how to stop it. */
export function AgentPage({ id }: { id: string }) {
  const { data: agent, error, isError, refetch, dataUpdatedAt } = useQuery(agentOne(id));
  if (agent !== undefined) {
    return <LoadedAgent agent={agent} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  }
  if (error instanceof ApiError && error.status === 404) {
    return (
      <>
        <PageHeader title={id} back={BACK} />
        <EmptyState
          title="There is no such agent"
          action={<LinkButton href={paths.agents()}>All agents</LinkButton>}
        >
          A retired agent keeps its page, so this id was never registered.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title={id} back={BACK} />
      {isError ? (
        <Problem error={error} title="The agent could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Panel title="Loading">
          <SkeletonText lines={8} />
        </Panel>
      )}
    </>
  );
}

function LoadedAgent({ agent, staleSince }: { agent: AgentView; staleSince: Date | null }) {
  const [tab] = useQueryState('tab', parseAsStringLiteral(AGENT_TABS).withDefault('summary'));
  const stops = stopsCovering(agent, useQuery(openStops()).data ?? []);
  useTabKeys(agent.id);

  return (
    <>
      <PageHeader
        back={BACK}
        title={agent.name}
        mark={
          <>
            <AgentStateChip state={agent.state} isStopped={stops.length > 0} />
            <TierMark agent={agent} />
            <DemoChip source={agent.source} />
            {staleSince !== null && <StaleBadge since={staleSince} />}
          </>
        }
        description={agent.purpose}
        actions={
          <>
            <LinkButton href={paths.graph({ focus: `agent:${agent.id}` })}>Blast radius</LinkButton>
            <ChangeAgentButton agent={agent} />
            <StopAgentButton agent={agent} isStopped={stops.some(({ target }) => target.kind === 'agent')} />
          </>
        }
      />
      {stops.map((stop) => (
        <StopBanner key={stop.id} stop={stop} />
      ))}
      {agent.quarantine !== null && <QuarantineBanner agent={agent} quarantine={agent.quarantine} />}
      {!agent.isOwned && <OrphanBanner agent={agent} />}
      {(agent.proposedOwner !== null || agent.ownership === 'left') && <OwnershipBanner agent={agent} />}
      <Tabs
        label="Views of this agent"
        current={tab}
        tabs={AGENT_TABS.map((one) => ({
          id: one,
          label: TAB_LABELS[one],
          href: paths.agent(agent.id, one),
          ...(one === 'access' && { count: agent.liveGrants }),
          ...(one === 'tasks' && { count: agent.runningTasks }),
        }))}
      />
      <div className="mt-4">
        <Suspense
          fallback={
            <Panel title="Loading">
              <SkeletonText lines={8} />
            </Panel>
          }
        >
          <TabContent agent={agent} tab={tab} isStopped={stops.length > 0} />
        </Suspense>
      </div>
    </>
  );
}

function TabContent({ agent, tab, isStopped }: { agent: AgentView; tab: AgentTab; isStopped: boolean }) {
  switch (tab) {
    case 'summary':
      return <AgentSummary agent={agent} isStopped={isStopped} />;
    case 'access':
      return <AgentAccess agentId={agent.id} />;
    case 'activity':
      return (
        <Panel
          title="Activity"
          flush
          actions={
            <LinkButton size="sm" href={paths.decisions({ agent: agent.id })}>
              In all decisions
            </LinkButton>
          }
        >
          <CallList agent={agent.id} />
        </Panel>
      );
    case 'tasks':
      return (
        <Panel
          title="Tasks"
          flush
          actions={
            <LinkButton size="sm" href={paths.tasks({ agent: agent.id })}>
              In all tasks
            </LinkButton>
          }
        >
          <TaskTable
            filter={{ agent: agent.id }}
            columns={AGENT_TASK_COLUMNS}
            empty={
              <EmptyState title="It had no task yet">
                Its runtime opens one before it calls a tool.
              </EmptyState>
            }
          />
        </Panel>
      );
    case 'identity':
      return <IdentityPanel agentId={agent.id} />;
    case 'delegation':
      return <AgentDelegation agentId={agent.id} />;
    case 'reviews':
      return <AgentReviews agent={agent} />;
    case 'audit':
      return (
        <Panel title="Audit" flush>
          <AgentAudit agentId={agent.id} />
        </Panel>
      );
  }
}

function StopAgentButton({ agent, isStopped }: { agent: AgentView; isStopped: boolean }) {
  const refusal = usePermissionRefusal('stop.create');
  return (
    <Button
      variant="danger"
      disabledReason={refusal ?? (isStopped ? 'It is stopped already; release the stop first' : null)}
      onClick={() => askToStop({ kind: 'agent', id: agent.id, label: agent.name })}
    >
      <Power aria-hidden="true" />
      Stop agent
    </Button>
  );
}

function OrphanBanner({ agent }: { agent: AgentView }) {
  return (
    <section
      aria-label="Nobody answers for it"
      className="mb-4 flex items-start gap-3 rounded-lg bg-deny-tint px-4 py-3 text-deny-text"
    >
      <UserX aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div>
        <p className="font-semibold">Nobody answers for it: every call is denied</p>
        <p>
          {agent.owner.name} has left, and{' '}
          {agent.backupOwner === null ? 'there is no backup owner' : `so has ${agent.backupOwner.name}`}.
          Transfer it to somebody, or retire it.
        </p>
      </div>
    </section>
  );
}

function useTabKeys(agentId: string) {
  const router = useRouter();
  const step = (by: 1 | -1) => {
    // From the address: who presses twice is faster than the page is drawn.
    const named = new URLSearchParams(window.location.search).get('tab');
    const at = Math.max(0, AGENT_TABS.indexOf(named as AgentTab));
    const next = AGENT_TABS[(at + by + AGENT_TABS.length) % AGENT_TABS.length];
    router.push(paths.agent(agentId, next), { scroll: false });
  };
  useShortcut({ keys: '[', label: 'Previous tab', group: 'This page' }, () => step(-1));
  useShortcut({ keys: ']', label: 'Next tab', group: 'This page' }, () => step(1));
}
