'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { CircleCheck, Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { formatDuration } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import type { TaskDetail } from '@/lib/contract/task';
import { paths } from '@/lib/paths';
import { callList, escalationsOf } from '@/lib/query/task';

/** After the end: what was taken away and when, and whether the agent was denied afterwards. */
export function TaskCleanup({ task }: { task: TaskDetail }) {
  const endedAt = task.endedAt ?? task.endsAt;
  const escalations = useQuery(escalationsOf(task.id)).data;
  const calls = useInfiniteQuery(callList({ task: task.id })).data?.pages.flatMap(({ items }) => items);

  const revoked = task.grants.filter(({ revokedAt }) => revokedAt !== null);
  const withTask = revoked.filter(({ revokedAt }) => (revokedAt as Date) >= endedAt);
  const before = task.grants.length - withTask.length;
  const lastRevokedAt = withTask.map(({ revokedAt }) => revokedAt as Date).sort((a, b) => +b - +a)[0];
  const withdrawn = (escalations ?? []).filter(({ state }) => state === 'withdrawn');
  const after = (calls ?? []).filter(({ at }) => at >= endedAt);
  const firstDenied = after.at(-1);

  return (
    <Panel title="Proof of the end">
      <ul className="flex flex-col gap-2.5">
        <Fact>
          {`${task.state[0]?.toUpperCase()}${task.state.slice(1)}`}{' '}
          <TimeText at={endedAt} show="exact" focusable={false} />
          {task.endReason !== null && (
            <span className="text-muted [overflow-wrap:anywhere]">: “{task.endReason}”</span>
          )}
        </Fact>
        <Fact>
          {task.liveGrants === 0 ? 'No grant is live' : `${task.liveGrants} grants are live`}
          <span className="text-muted">
            {withTask.length > 0 && lastRevokedAt !== undefined && (
              <>
                : {withTask.length} revoked <TimeText at={lastRevokedAt} show="exact" focusable={false} /> (
                {formatDuration(Math.max(0, lastRevokedAt.getTime() - endedAt.getTime()))} after the end)
              </>
            )}
            {before > 0 && <> · {before} had ended before or ended with the clock</>}
          </span>
        </Fact>
        <Fact>
          {task.pendingEscalations === 0
            ? 'No escalation waits'
            : `${task.pendingEscalations} escalations wait`}
          {withdrawn.length > 0 && <span className="text-muted">: {withdrawn.length} withdrawn</span>}
        </Fact>
        {firstDenied === undefined ? (
          <Fact isOpen>It has not called since. The next call is denied.</Fact>
        ) : (
          <Fact>
            Asked again <TimeText at={firstDenied.at} show="exact" focusable={false} />:{' '}
            <Link href={paths.decision(firstDenied.id)} className="text-accent underline">
              {firstDenied.outcome === 'deny' ? 'denied' : firstDenied.outcome}
            </Link>
            <span className="text-muted">
              {' '}
              (<code className="font-mono text-sm">{firstDenied.reason}</code>)
            </span>
          </Fact>
        )}
      </ul>
    </Panel>
  );
}

function Fact({ isOpen = false, children }: { isOpen?: boolean; children: ReactNode }) {
  const Icon = isOpen ? Hourglass : CircleCheck;
  return (
    <li className="flex gap-2.5">
      <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${isOpen ? 'text-muted' : 'text-allow'}`} />
      <span className="min-w-0">{children}</span>
    </li>
  );
}
