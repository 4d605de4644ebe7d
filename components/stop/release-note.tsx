import { TriangleAlert, Users } from 'lucide-react';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { StopView } from '@/lib/contract/stop';

/** How everything is released: by two people; and what to do where there is only one. */
export function ReleaseNote({ stop, admins }: { stop: StopView; admins: number }) {
  const { target, state, releaseRequest } = stop;
  if (target.kind !== 'everything' || state === 'released') return null;
  return (
    <section
      aria-label="Release"
      className="mb-4 flex items-start gap-3 rounded-lg border border-line border-l-4 border-l-escalate-line px-3 py-2.5"
    >
      <Users aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-escalate-text" />
      <div className="min-w-0">
        {releaseRequest === null ? (
          <p>
            Everything is released by two people: one admin asks for it, another one confirms it within an
            hour.
          </p>
        ) : (
          <p>
            <span className="font-medium">
              <ActorName id={releaseRequest.by} /> asked for its release{' '}
            </span>
            <TimeText at={releaseRequest.at} show="both" />: {releaseRequest.reason}. Another admin must
            confirm it until <TimeText at={releaseRequest.confirmableUntil} show="both" />; until then
            everything stays denied.
          </p>
        )}
        {admins < 2 && (
          <p className="mt-1 flex gap-1.5 font-medium">
            <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              There is only one admin. Make a second one (
              <code className="font-mono text-sm">
                npm run -s cordon -- user create --role admin --email … --name …
              </code>
              ), or, on the server,{' '}
              <code className="font-mono text-sm">
                npm run -s cordon -- stop release {stop.id} --break-glass --reason …
              </code>
              , which the audit log keeps as a release without a second person.
            </span>
          </p>
        )}
      </div>
    </section>
  );
}
