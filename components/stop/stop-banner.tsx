import { Power } from 'lucide-react';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { StopView } from '@/lib/contract/stop';
import { ReleaseStopButton } from './release-stop-button';
import { StopTargetText } from './stop-target-text';

/** Says that every call is denied, by which stop, since when and why. */
export function StopBanner({ stop }: { stop: StopView }) {
  const isOwn = stop.target.kind === 'agent';
  return (
    <section
      aria-label="Stopped"
      className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2 rounded-lg bg-stop-tint px-4 py-3 text-stop-text"
    >
      <Power aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 grow basis-60">
        <p className="font-semibold">
          Stopped{' '}
          <TimeText at={stop.createdAt} show="both" focusable={false} className="[&_span]:text-inherit" />:
          every call is denied
        </p>
        <p className="[overflow-wrap:anywhere]">
          {!isOwn && (
            <>
              <StopTargetText target={stop.target} /> ·{' '}
            </>
          )}
          {stop.reason} · <ActorName id={stop.createdBy} />
        </p>
      </div>
      <ReleaseStopButton stop={stop} />
    </section>
  );
}
