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
import { ActorName } from '@/components/user/actor-name';
import { escalationStateAt } from '@/lib/domain/escalation';
import { paths } from '@/lib/paths';
import { escalationOne } from '@/lib/query/escalation';

const EPOCH = new Date(0);

/** The person's answer that this call waits for, or got. */
export function EscalationNote({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(escalationOne(id));
  // Its deadline may pass while one looks at it.
  const state = useNow((now) =>
    escalationStateAt({ state: data?.state ?? 'pending', expiresAt: data?.expiresAt ?? EPOCH }, now),
  );
  return (
    <Panel
      title={state === 'pending' ? 'Waits for a person' : 'Asked a person'}
      actions={
        <Link href={paths.escalation(id)} className="text-accent text-sm underline">
          Open the escalation
        </Link>
      }
      mark={data !== undefined && <StateChip state={state ?? data.state} />}
    >
      {data === undefined ? (
        error === null ? (
          <SkeletonText lines={4} />
        ) : (
          <Problem error={error} title="The escalation could not be loaded" onRetry={() => refetch()} />
        )
      ) : (
        <KeyValueList
          items={[
            { label: 'Asked', value: <TimeText at={data.requestedAt} show="both" /> },
            {
              label: 'Deadline',
              value: (
                <>
                  <EndText at={data.expiresAt} />
                  <span className="text-muted"> · silence is a no</span>
                </>
              ),
            },
            { label: 'Asked how often', value: `${data.calls}×` },
            ...(data.answeredAt === null
              ? []
              : [
                  {
                    label: 'Answered',
                    value: (
                      <>
                        <TimeText at={data.answeredAt} show="both" />
                        {data.answeredBy !== null && (
                          <>
                            {' by '}
                            <ActorName id={data.answeredBy} />
                          </>
                        )}
                      </>
                    ),
                  },
                ]),
            ...(data.answerReason === null ? [] : [{ label: 'Because', value: data.answerReason }]),
            { label: 'Id', value: <IdText id={data.id} /> },
          ]}
        />
      )}
    </Panel>
  );
}
