'use client';

import { useQuery } from '@tanstack/react-query';
import { useNow } from '@/components/ui/clock';
import { IdText } from '@/components/ui/id-text';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StateChip } from '@/components/ui/state-chip';
import { EndText, TimeText } from '@/components/ui/time-text';
import type { DeferralView } from '@/lib/contract/deferral';
import { type DeferralState, deferralStateAt } from '@/lib/domain/deferral';
import { paths } from '@/lib/paths';
import { deferralOne } from '@/lib/query/decision-evidence';
import { reasonTitle } from './reason-title';

const EPOCH = new Date(0);
const OF_TOOL = ['tool_unreviewed', 'tool_changed'];

const TITLES: Record<DeferralState, string> = {
  waiting: 'Waits until more is known',
  resolved: 'Waited until more was known',
  expired: 'Was not resolved in time',
  ended: 'Waited until its task ended',
};

/** How long this call may still be asked again, and what became of it. */
export function DeferralNote({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(deferralOne(id));
  // Its end may pass while one looks at it; whether its task has ended only the server knows.
  const live = useNow((now) =>
    deferralStateAt(
      { expiresAt: data?.expiresAt ?? EPOCH, resolvedAt: data?.resolvedAt ?? null },
      data?.state !== 'ended',
      now,
    ),
  );
  const state = live ?? data?.state ?? 'waiting';
  return (
    <Panel title={TITLES[state]} mark={data !== undefined && <StateChip state={state} />}>
      {data === undefined ? (
        error === null ? (
          <SkeletonText lines={4} />
        ) : (
          <Problem error={error} title="What it waits for could not be loaded" onRetry={() => refetch()} />
        )
      ) : (
        <KeyValueList
          items={[
            { label: 'Waits for', value: <WaitsFor deferral={data} /> },
            { label: 'Put off', value: <TimeText at={data.deferredAt} show="both" /> },
            {
              label: 'May ask until',
              value: (
                <>
                  <EndText at={data.expiresAt} />
                  <span className="text-muted"> · after that it is denied</span>
                </>
              ),
            },
            { label: 'Put off how often', value: `${data.calls}×` },
            ...(data.resolvedAt === null || data.resolvedBy === null
              ? []
              : [
                  {
                    label: 'Allowed',
                    value: (
                      <Link href={paths.decision(data.resolvedBy)} className="text-accent underline">
                        <TimeText at={data.resolvedAt} show="both" />
                      </Link>
                    ),
                  },
                ]),
            { label: 'Id', value: <IdText id={data.id} /> },
          ]}
        />
      )}
    </Panel>
  );
}

/** What is not known yet, and where somebody can make it known. */
function WaitsFor({ deferral: { reasons, tool } }: { deferral: DeferralView }) {
  return (
    <>
      {reasons.map(reasonTitle).join(', ')}
      {reasons.some((code) => OF_TOOL.includes(code)) && (
        <>
          {' · '}
          <Link href={paths.tool(tool)} className="text-accent underline">
            Look at the tool
          </Link>
        </>
      )}
    </>
  );
}
