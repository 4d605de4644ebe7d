'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { findingLink } from '@/components/finding/finding-link';
import { SeverityChip } from '@/components/finding/severity-chip';
import { CountText } from '@/components/ui/count-text';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { TimeText } from '@/components/ui/time-text';
import { findingList } from '@/lib/query/finding';

const SHOWN = 8;

/** Standing risks at one agent, with the one thing to do about each. */
export function AgentFindings({ agentId }: { agentId: string }) {
  const { data, isError, error, refetch } = useInfiniteQuery(findingList({ agent: agentId }));
  const first = data?.pages[0];
  return (
    <Panel
      title="Findings"
      mark={first?.total !== undefined && <CountText count={first.total} className="text-muted text-sm" />}
      flush={first !== undefined && first.items.length > 0}
    >
      {first === undefined ? (
        isError ? (
          <Problem error={error} title="The findings could not be loaded" onRetry={() => refetch()} />
        ) : (
          <SkeletonText lines={2} />
        )
      ) : first.items.length === 0 ? (
        <p className="text-muted">No standing risk was found at it or its entitlements.</p>
      ) : (
        <ul>
          {first.items.slice(0, SHOWN).map((finding) => {
            const href = findingLink(finding);
            const { kind, subject, says, severity, since, remedy } = finding;
            return (
              <li key={`${kind} ${subject.id}`} className="border-line border-b px-4 py-2 last:border-b-0">
                <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                  <SeverityChip severity={severity} />
                  <span className="min-w-0 [overflow-wrap:anywhere]">
                    {subject.kind === 'entitlement' ? `An entitlement for ${subject.name}` : 'It'} {says}
                  </span>
                </p>
                <p className="mt-0.5 text-muted text-sm">
                  since <TimeText at={since} focusable={false} /> ·{' '}
                  {href === null ? (
                    remedy.says
                  ) : (
                    <Link href={href} className="text-accent underline">
                      {remedy.says}
                    </Link>
                  )}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
