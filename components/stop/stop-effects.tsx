'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CountText } from '@/components/ui/count-text';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeText } from '@/components/ui/time-text';
import type { AgentView } from '@/lib/contract/agent';
import { coversTool } from '@/lib/domain/pattern';
import type { StopKind } from '@/lib/domain/stop';
import { type AgentListFilter, agentCount, agentOne } from '@/lib/query/agent';
import { entitlementList } from '@/lib/query/entitlement';
import { taskList } from '@/lib/query/task';

type Props = { kind: StopKind; id: string };

/** What a stop would reach at this moment, as far as it can be counted. */
export function StopEffects({ kind, id }: Props) {
  switch (kind) {
    case 'agent':
      return <AgentEffects id={id} />;
    case 'owner':
      return <AgentsEffects filter={{ owner: id }} />;
    case 'tier':
      return <AgentsEffects filter={{ tier: id }} />;
    case 'system':
      return <SystemEffects system={id} tool={null} />;
    case 'tool':
      return <SystemEffects system={id.slice(0, id.indexOf('/'))} tool={id.slice(id.indexOf('/') + 1)} />;
    case 'everything':
      return <EverythingEffects />;
  }
}

function AgentEffects({ id }: { id: string }) {
  const { data: agent } = useQuery(agentOne(id));
  if (agent === undefined) return <Frame />;
  return (
    <Frame>
      <Counted count={agent.runningTasks} one="running task" many="running tasks" />,{' '}
      <Counted count={agent.liveGrants} one="live grant" many="live grants" />
      {agent.lastCallAt === null ? (
        '; it never called'
      ) : (
        <>
          ; last call <TimeText at={agent.lastCallAt} focusable={false} />
        </>
      )}
    </Frame>
  );
}

function AgentsEffects({ filter }: { filter: AgentListFilter }) {
  const { data } = useQuery(agentCount(filter));
  if (data === undefined) return <Frame />;
  const sum = (read: (agent: AgentView) => number) =>
    data.items.reduce((total, agent) => total + read(agent), 0);
  const agents = data.total ?? data.items.length;
  return (
    <Frame>
      <Counted count={agents} one="agent" many="agents" /> with {data.nextCursor !== null && 'at least '}
      <Counted count={sum((agent) => agent.runningTasks)} one="running task" many="running tasks" /> and{' '}
      <Counted count={sum((agent) => agent.liveGrants)} one="live grant" many="live grants" />
    </Frame>
  );
}

function SystemEffects({ system, tool }: { system: string; tool: string | null }) {
  const { data } = useQuery(entitlementList({ system, live: 'true' }));
  if (data === undefined) return <Frame />;
  const reaching = data.items.filter(
    ({ scope }) => tool === null || scope.tools.some((pattern) => coversTool(pattern, tool)),
  );
  const grants = reaching.reduce((total, { liveGrants }) => total + liveGrants, 0);
  return (
    <Frame>
      {data.nextCursor !== null && 'at least '}
      <Counted count={new Set(reaching.map(({ agent }) => agent)).size} one="agent" many="agents" /> may reach
      it, with <Counted count={grants} one="live grant" many="live grants" />
    </Frame>
  );
}

function EverythingEffects() {
  const agents = useQuery(agentCount({ state: 'active' }));
  const tasks = useInfiniteQuery(taskList({ state: 'running' }));
  const total = agents.data?.total;
  const running = tasks.data?.pages[0]?.total;
  if (total === undefined || running === undefined) return <Frame />;
  return (
    <Frame>
      <Counted count={total} one="active agent" many="active agents" />,{' '}
      <Counted count={running} one="running task" many="running tasks" />
    </Frame>
  );
}

function Counted({ count, one, many }: { count: number; one: string; many: string }) {
  return (
    <span className="font-medium text-ink">
      <CountText count={count} /> {count === 1 ? one : many}
    </span>
  );
}

function Frame({ children }: { children?: ReactNode }) {
  return (
    <div className="min-h-9 rounded-md bg-sunken px-3 py-2 text-muted text-sm" aria-live="polite">
      {children === undefined ? <Skeleton className="h-4 w-56 max-w-full" /> : <>Now: {children}</>}
    </div>
  );
}
