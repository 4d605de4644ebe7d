import { Ban, Zap } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { AgentView } from '@/lib/contract/agent';
import { paths } from '@/lib/paths';

type Props = { agent: AgentView; quarantine: NonNullable<AgentView['quarantine']> };

/** Says that every call is denied, since when and why, and by which figures where nobody but Cordon did it. */
export function QuarantineBanner({ agent, quarantine: { at, by, reason, breaker } }: Props) {
  const Icon = breaker === null ? Ban : Zap;
  return (
    <section
      aria-label="Quarantined"
      className="mb-4 flex items-start gap-3 rounded-lg bg-stop-tint px-4 py-3 text-stop-text"
    >
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-semibold">
          {breaker === null ? 'Quarantined' : 'Quarantined by the circuit breaker'}{' '}
          <TimeText at={at} show="both" focusable={false} className="[&_span]:text-inherit" />: every call is
          denied
        </p>
        {breaker === null ? (
          <p>
            {reason !== null && <>{reason} · </>}
            <ActorName id={by.id} />
          </p>
        ) : (
          <p>
            It was denied {breaker.denials} times within {breaker.windowSeconds} seconds, and its tier allows{' '}
            {breaker.threshold - 1}: {breaker.reasons.map(({ code, count }) => `${code} ${count}`).join(', ')}
            .{' '}
            <Link href={paths.decisions({ agent: agent.id, outcome: 'deny' })} className="underline">
              Look at the denials
            </Link>{' '}
            before you release it; a release starts the count anew.
          </p>
        )}
      </div>
    </section>
  );
}
