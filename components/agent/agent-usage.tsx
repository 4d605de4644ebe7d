'use client';

import { useQuery } from '@tanstack/react-query';
import { CountText } from '@/components/ui/count-text';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import type { ToolUse } from '@/lib/contract/usage';
import { paths } from '@/lib/paths';
import { agentUsage } from '@/lib/query/agent';
import { UsageBar } from './usage-bar';
import { UsageSpan } from './usage-span';

const SHOWN = 6;

/** What an agent may call beside what it has called: what is left over is standing reach for nothing. */
export function AgentUsage({ agentId }: { agentId: string }) {
  const { data, isError, error, refetch, dataUpdatedAt } = useQuery(agentUsage(agentId));
  return (
    <Panel
      title="Granted and used"
      mark={isError && data !== undefined && <StaleBadge since={new Date(dataUpdatedAt)} />}
      actions={
        <Link href={paths.agent(agentId, 'access')} className="text-accent text-sm underline">
          By entitlement
        </Link>
      }
    >
      {data === undefined ? (
        isError ? (
          <Problem error={error} title="Its use could not be loaded" onRetry={() => refetch()} />
        ) : (
          <SkeletonText lines={4} />
        )
      ) : data.reachable === 0 ? (
        <p className="text-muted">Its live entitlements reach no tool: there is nothing it could call.</p>
      ) : (
        <>
          <UsageBar used={data.used} reachable={data.reachable} />
          <p className="mt-1 text-muted text-sm">
            Tools, each with its action class, that its live entitlements reach; used are those it was allowed
            to call <UsageSpan usage={data} />: <CountText count={data.calls} />{' '}
            {data.calls === 1 ? 'call' : 'calls'}.
          </p>
          <ul className="mt-3 flex flex-col gap-1">
            {data.tools.slice(0, SHOWN).map((use) => (
              <ToolUseItem key={use.tool} use={use} />
            ))}
          </ul>
          {data.reachable > SHOWN && (
            <p className="mt-2 text-muted text-sm">
              and <CountText count={data.reachable - SHOWN} /> more
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

/** One tool with how often it was called, and when last. */
export function ToolUseItem({ use }: { use: ToolUse }) {
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <code className="font-mono text-sm">{use.tool}</code>{' '}
        <span className="text-muted text-sm">{use.actionClass}</span>
      </span>
      {use.lastUsedAt === null ? (
        <span className="text-muted text-sm">unused</span>
      ) : (
        <span className="text-sm">
          <CountText count={use.calls} />
          <span className="text-muted">
            {use.calls === 1 ? ' call' : ' calls'}, last <TimeText at={use.lastUsedAt} />
          </span>
        </span>
      )}
    </li>
  );
}
