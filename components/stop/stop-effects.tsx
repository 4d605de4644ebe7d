'use client';

import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { CountText } from '@/components/ui/count-text';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import type { StopCounts } from '@/lib/contract/stop';
import type { StopKind } from '@/lib/domain/stop';
import { stopCounts } from '@/lib/query/stop';

type Shown = { key: Exclude<keyof StopCounts, 'at'>; one: string; many: string; note?: string };

const SHOWN: readonly Shown[] = [
  { key: 'agents', one: 'agent', many: 'agents' },
  { key: 'runningTasks', one: 'running task', many: 'running tasks' },
  { key: 'liveGrants', one: 'live grant', many: 'live grants' },
  { key: 'taskTokens', one: 'task token', many: 'task tokens', note: 'worth nothing meanwhile' },
  { key: 'systemTokens', one: 'token for systems', many: 'tokens for systems', note: 'revoked' },
  { key: 'pendingEscalations', one: 'escalation', many: 'escalations', note: 'frozen' },
];

/** What a stop would reach at this moment, counted by the server. */
export function StopEffects({ kind, id }: { kind: StopKind; id: string }) {
  const { data, error, refetch } = useQuery(stopCounts(kind, kind === 'everything' ? undefined : id));
  return (
    <div className="min-h-9 rounded-md bg-sunken px-3 py-2 text-muted text-sm" aria-live="polite">
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-4 w-56 max-w-full" />
        ) : (
          <Problem
            error={error}
            title="It could not be counted; it can be stopped all the same"
            onRetry={refetch}
          />
        )
      ) : (
        <>
          Now: <CountsText counts={data} isOfTool={kind === 'system' || kind === 'tool'} />
        </>
      )}
    </div>
  );
}

/** Counts in one sentence; the first three always, the others where there are any. */
export function CountsText({ counts, isOfTool }: { counts: StopCounts; isOfTool: boolean }) {
  const told = SHOWN.filter(({ key }, i) => i < 3 || counts[key] > 0);
  return told.map(({ key, one, many, note }, i) => (
    <Fragment key={key}>
      {i > 0 && ', '}
      <span className="font-medium text-ink">
        <CountText count={counts[key]} /> {counts[key] === 1 ? one : many}
      </span>
      {key === 'agents' && isOfTool && ' that may reach it'}
      {note !== undefined && ` (${note})`}
    </Fragment>
  ));
}
