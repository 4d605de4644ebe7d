'use client';

import { useQuery } from '@tanstack/react-query';
import { cx } from '@/components/ui/class-name';
import { Link } from '@/components/ui/link';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { TimeText } from '@/components/ui/time-text';
import type { DecisionView } from '@/lib/contract/decision';
import { paths } from '@/lib/paths';
import { chainUpTo } from '@/lib/query/decision';

/** The task's calls up to this one, oldest first, so that one sees where it led. */
export function ChainSoFar({ decision, task }: { decision: DecisionView; task: string }) {
  const { data, error, refetch } = useQuery(chainUpTo(task, decision.at));
  if (data === undefined) {
    return (
      <div className="p-4">
        {error === null ? (
          <SkeletonText lines={4} />
        ) : (
          <Problem error={error} title="The calls could not be loaded" onRetry={() => refetch()} />
        )}
      </div>
    );
  }
  const calls = [...data.items].reverse();
  return (
    <>
      <ol className="py-1">
        {calls.map((call) => {
          const isThis = call.id === decision.id;
          return (
            <li
              key={call.id}
              className={cx(
                'relative flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 pointer-coarse:min-h-11',
                isThis ? 'bg-accent-tint' : 'hover:bg-hover',
              )}
            >
              <TimeText
                at={call.at}
                show="short"
                focusable={false}
                className="w-28 shrink-0 text-muted text-sm"
              />
              <span className="w-36 shrink-0 max-sm:ml-auto max-sm:w-auto">
                <OutcomeChip outcome={call.outcome} />
              </span>
              <Link
                href={paths.decision(call.id)}
                aria-current={isThis ? 'page' : undefined}
                className="min-w-0 grow basis-0 rounded-sm text-sm after:absolute after:inset-0 max-sm:basis-full [overflow-wrap:anywhere]"
              >
                <code className="font-medium font-mono">{call.tool}</code>
                {call.actionClass !== null && <span className="text-muted"> · {call.actionClass}</span>}
                {isThis && <span className="font-medium text-accent"> · this one</span>}
              </Link>
            </li>
          );
        })}
      </ol>
      <p className="border-line border-t px-4 py-2 text-sm">
        <Link href={paths.decisions({ task })} className="text-accent underline">
          All calls of this task
        </Link>
        {data.nextCursor !== null && <span className="text-muted"> · earlier ones are left out here</span>}
      </p>
    </>
  );
}
