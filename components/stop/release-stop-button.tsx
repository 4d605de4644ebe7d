'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useViewer } from '@/components/layout/viewer';
import { Button } from '@/components/ui/button';
import { useZone } from '@/components/ui/preference-provider';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { formatClock } from '@/components/ui/time-format';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { StopView } from '@/lib/contract/stop';
import { releaseRefusal } from '@/lib/domain/stop';
import { stopOne, useReleaseStop } from '@/lib/query/stop';
import { ReleaseNote } from './release-note';
import { StopTargetText } from './stop-target-text';

type Step = 'release' | 'request' | 'confirm';
const WORDS: Record<Step, { button: string; title: string; confirm: string }> = {
  release: { button: 'Release', title: 'Release the stop', confirm: 'Release' },
  request: { button: 'Ask for release', title: 'Ask that everything be released', confirm: 'Ask for it' },
  confirm: {
    button: 'Confirm release',
    title: 'Confirm that everything is released',
    confirm: 'Release everything',
  },
};

const stepOf = ({ target, state }: StopView): Step =>
  target.kind !== 'everything' ? 'release' : state === 'release_requested' ? 'confirm' : 'request';

/** Why the one who is signed in may not release it now; the server asks the same rule. */
function useRefusal(stop: StopView): string | null {
  const viewer = useViewer();
  const permission = usePermissionRefusal('stop.release');
  if (permission !== null) return permission;
  const { target, releasedAt, state, releaseRequest } = stop;
  const request =
    state === 'release_requested' && releaseRequest !== null
      ? { personId: releaseRequest.person, givenTo: null, at: releaseRequest.at }
      : null;
  // Whether the request is still in time, the server has said by the state.
  const now = request?.at ?? stop.createdAt;
  const refusal = releaseRefusal(
    { kind: target.kind, releasedAt, request },
    { personId: viewer.id, givenTo: null },
    now,
  );
  return refusal === null ? null : `${refusal.message[0]?.toUpperCase()}${refusal.message.slice(1)}`;
}

/** Releases a stop, with a reason. Of everything, it asks for it, or confirms what somebody else has asked for. */
export function ReleaseStopButton({ stop }: { stop: StopView }) {
  const zone = useZone();
  const refusal = useRefusal(stop);
  const release = useReleaseStop();
  const [isOpen, setOpen] = useState(false);
  const step = stepOf(stop);
  const words = WORDS[step];

  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        {words.button}
      </Button>
      {isOpen && (
        <ReasonDialog
          title={words.title}
          description={
            step === 'request' ? (
              'Nothing is released yet: another admin must confirm it within an hour.'
            ) : (
              <>
                <StopTargetText target={stop.target} />: what its grants still cover is allowed again from the
                next call on.
              </>
            )
          }
          confirm={words.confirm}
          variant="primary"
          revision={stop.revision}
          standing="Somebody else has released it, or asked for it."
          refusal={refusal}
          run={async ({ reason }) => {
            const after = await release.mutateAsync({ id: stop.id, reason });
            const at = after.releasedAt ?? after.releaseRequest?.at ?? after.createdAt;
            const isReleased = after.state === 'released';
            showToast({
              tone: 'done',
              title: `${isReleased ? 'Released' : 'Asked for'} ${formatClock(at, zone)}`,
              detail: isReleased
                ? 'The next call is decided as before the stop.'
                : 'Everything stays denied until another admin confirms it.',
            });
          }}
          onClose={() => setOpen(false)}
        >
          {stop.target.kind === 'everything' && <ReleaseTerms stop={stop} />}
        </ReasonDialog>
      )}
    </>
  );
}

/** Who asked for it, until when it can be confirmed, and what to do where nobody else is there. */
function ReleaseTerms({ stop }: { stop: StopView }) {
  const { data } = useQuery(stopOne(stop.id));
  return <ReleaseNote stop={stop} admins={data?.effects.admins ?? 2} />;
}
