'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import { guardrailVersions } from '@/lib/query/guardrail';

type Props = { id: string; onTake: (text: string) => void };

/** Every text that a guardrail ever had, newest first. Any of them can be taken up again. */
export function GuardrailVersions({ id, onTake }: Props) {
  const { data, error, isError, refetch } = useQuery(guardrailVersions(id));
  return (
    <Panel title="Versions" flush>
      {isError && (
        <Problem error={error} title="The versions could not be loaded" onRetry={() => refetch()} />
      )}
      {data === undefined && !isError && (
        <div className="p-4">
          <SkeletonText lines={3} />
        </div>
      )}
      <ul aria-label="Versions">
        {data?.map((one) => (
          <li
            key={one.version}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0"
          >
            <span className="font-medium">Version {one.version}</span>
            <StateChip state={one.state} />
            <span className="text-muted text-sm">
              <TimeText at={one.createdAt} show="short" /> <ActorName id={one.createdBy} />
              {one.reason !== null && ` · ${one.reason}`}
            </span>
            <Button size="sm" className="ml-auto" onClick={() => onTake(one.text)}>
              Show
              <span className="sr-only"> version {one.version}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
