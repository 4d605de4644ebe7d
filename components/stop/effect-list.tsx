'use client';

import { CircleCheck, Hourglass, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { useZone } from '@/components/ui/preference-provider';
import { formatClock, formatDuration, formatExactCount, zoneName } from '@/components/ui/time-format';
import type { StopDetail } from '@/lib/contract/stop';
import { paths } from '@/lib/paths';

const ICONS = {
  done: <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-allow" />,
  waits: <Hourglass aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />,
  beware: <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-escalate-text" />,
};

function Line({ mark, children }: { mark: keyof typeof ICONS; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      {ICONS[mark]}
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </li>
  );
}

type Props = { stop: StopDetail; label: string; onLeave?: () => void };

/** What a stop has done and when, by what is recorded; and honestly what it cannot reach. */
export function EffectList({ stop, label, onLeave }: Props) {
  const zone = useZone();
  const clock = (at: Date) => `${formatClock(at, zone)} ${zoneName(at, zone)}`;
  const { createdAt, effects } = stop;
  const { agents, callers, outside, tokensRevoked, denied, isCountWhole } = effects;
  const [first] = agents;
  const link = (decision: string, text: string) => (
    <Link href={paths.decision(decision)} onClick={onLeave} className="text-accent underline">
      {text}
    </Link>
  );

  return (
    <ul className="flex flex-col gap-3" aria-live="polite">
      <Line mark="done">
        <span className="font-medium">{clock(createdAt)}</span> in force:{' '}
        {stop.target.kind === 'everything' ? 'every call' : `every call of ${label}`} is denied from the next
        one on, on every instance. None of them keeps an older answer: each decision is compared with the
        database when it is recorded.
      </Line>
      {tokensRevoked > 0 && (
        <Line mark="done">
          <span className="font-medium">{clock(createdAt)}</span> {tokensRevoked}{' '}
          {tokensRevoked === 1 ? 'token for a system' : 'tokens for systems'} revoked.
        </Line>
      )}
      {first === undefined ? (
        <Line mark="waits">
          <span className="text-muted">
            No call has come since. This line tells when the first one is denied.
          </span>
        </Line>
      ) : (
        <Line mark="done">
          <span className="font-medium">{clock(first.at)}</span> first call denied, after{' '}
          {formatDuration(first.at.getTime() - createdAt.getTime())}:{' '}
          {link(first.decision, `${first.agent} · ${first.tool}`)}
          {denied > 1 && <>; {`${formatExactCount(denied)}${isCountWhole ? '' : ' or more'} since`}</>}
        </Line>
      )}
      {agents.slice(1).map(({ agent, at, decision, tool }) => (
        <Line key={agent} mark="done">
          <span className="font-medium">{clock(at)}</span> first call of {agent} denied:{' '}
          {link(decision, tool)}
        </Line>
      ))}
      {callers.map(({ id, name, at, decision }) => (
        <Line key={id} mark="done">
          <span className="font-medium">{clock(at)}</span> met by {name ?? id}:{' '}
          {link(decision, 'its first denial')}
        </Line>
      ))}
      {outside.map(({ system, tokens, until }) => (
        <Line key={system} mark="beware">
          {tokens} {tokens === 1 ? 'token' : 'tokens'} for {system}, revoked: if {system} looks at signatures
          alone, it takes {tokens === 1 ? 'it' : 'them'} until{' '}
          <span className="font-medium">{clock(until)}</span>; if it asks us, not any more.
        </Line>
      ))}
    </ul>
  );
}
