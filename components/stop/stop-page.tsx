'use client';

import { useQuery } from '@tanstack/react-query';
import { PageHeader } from '@/components/layout/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyValueList } from '@/components/ui/key-value-list';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { StopDetail } from '@/lib/contract/stop';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { stopOne } from '@/lib/query/stop';
import { EffectList } from './effect-list';
import { ReleaseNote } from './release-note';
import { ReleaseStopButton } from './release-stop-button';
import { CountsText } from './stop-effects';
import { StopStateChip } from './stop-state-chip';
import { StopTargetText } from './stop-target-text';
import { targetWords } from './target-words';

const BACK = { label: 'Stops', href: paths.stops() };

/** One stop: what it covers, what it has done, and how it ends. */
export function StopPage({ id }: { id: string }) {
  const { data: stop, error, isError, refetch, dataUpdatedAt } = useQuery(stopOne(id));
  if (stop !== undefined) {
    return <LoadedStop stop={stop} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  }
  const isUnknown = error instanceof ApiError && (error.status === 404 || error.status === 400);
  return (
    <>
      <PageHeader title="Stop" back={BACK} />
      {isUnknown ? (
        <EmptyState
          title="There is no such stop"
          action={<LinkButton href={paths.stops()}>All stops</LinkButton>}
        >
          A released stop keeps its page, so nobody ever made one of this id.
        </EmptyState>
      ) : isError ? (
        <Problem error={error} title="The stop could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Panel title="Loading">
          <SkeletonText lines={8} />
        </Panel>
      )}
    </>
  );
}

function LoadedStop({ stop, staleSince }: { stop: StopDetail; staleSince: Date | null }) {
  const { target, effects, releasedAt, releasedBy, releaseReason } = stop;
  return (
    <>
      <PageHeader
        back={BACK}
        title={<StopTargetText target={target} isLink />}
        mark={
          <>
            <StopStateChip stop={stop} />
            {staleSince !== null && <StaleBadge since={staleSince} />}
          </>
        }
        description={stop.reason}
        actions={releasedAt === null && <ReleaseStopButton stop={stop} />}
      />
      <ReleaseNote stop={stop} admins={effects.admins} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Panel title="What took effect">
          <EffectList stop={stop} label={targetWords(target)} />
        </Panel>
        <Panel title="The stop">
          <KeyValueList
            items={[
              {
                label: 'Stopped',
                value: (
                  <>
                    <TimeText at={stop.createdAt} show="both" /> <ActorName id={stop.createdBy} />
                  </>
                ),
              },
              {
                label: 'Covers now',
                value: (
                  <CountsText
                    counts={effects.covers}
                    isOfTool={target.kind === 'system' || target.kind === 'tool'}
                  />
                ),
              },
              ...(releasedAt === null
                ? []
                : [
                    {
                      label: 'Released',
                      value: (
                        <>
                          <TimeText at={releasedAt} show="both" />{' '}
                          {releasedBy !== null && <ActorName id={releasedBy} />}: {releaseReason}
                        </>
                      ),
                    },
                  ]),
            ]}
          />
        </Panel>
      </div>
    </>
  );
}
