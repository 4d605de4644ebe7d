import { ArrowRight } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';
import { JsonView } from '@/components/ui/json-view';
import { type KeyValue, KeyValueList } from '@/components/ui/key-value-list';
import { TimeText } from '@/components/ui/time-text';
import type { AuditEventView } from '@/lib/contract/audit-event';
import { type Difference, differencesOf } from './difference';

const worded = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.join(', ') || 'nothing';
  return JSON.stringify(value);
};
const isSimple = (value: unknown): boolean =>
  typeof value !== 'object' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));

/** Everything an event recorded: why, from what to what, and its place in the chain. */
export function EventDetails({ event }: { event: AuditEventView }) {
  const { differences, rest } = differencesOf(event.details);
  const { reason, ...facts } = rest;
  const simple = Object.entries(facts).filter(([, value]) => value !== null && isSimple(value));
  const items: KeyValue[] = [
    ...(typeof reason === 'string' ? [{ label: 'Reason', value: `“${reason}”` }] : []),
    ...simple.map(([label, value]) => ({ label, value: worded(value) })),
    { label: 'When', value: <TimeText at={event.at} show="instant" /> },
    {
      label: 'Who',
      value: `${event.actor.kind.replaceAll('_', ' ')} ${event.actor.id}${event.actor.roles.length > 0 ? ` as ${event.actor.roles.join(', ')}` : ''}`,
    },
    { label: 'Event', value: `${event.event} · ${event.id}`, mono: true },
    ...(event.requestId === null ? [] : [{ label: 'Request', value: event.requestId, mono: true }]),
    ...(event.chain === null
      ? []
      : [{ label: `Link ${event.chain.seq}`, value: event.chain.hash, mono: true }]),
  ];
  return (
    <div className="flex flex-col gap-3">
      {differences.length > 0 && <Differences differences={differences} />}
      <KeyValueList items={items} />
      {simple.length < Object.values(facts).filter((value) => value !== null).length && (
        <JsonView label="All that was recorded" value={event.details} />
      )}
      <p className="flex items-center gap-1 text-muted text-sm">
        The exact record, over which the chain was computed
        <CopyButton text={event.record} label="Copy the record" />
      </p>
    </div>
  );
}

function Differences({ differences }: { differences: readonly Difference[] }) {
  return (
    <ul aria-label="What changed" className="flex flex-col gap-1">
      {differences.map(({ field, from, to }) => (
        <li key={field} className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-muted">{field}</span>
          <del className="break-all rounded-sm bg-deny-tint px-1 text-deny-text no-underline">
            <span className="sr-only">from </span>
            {worded(from)}
          </del>
          <ArrowRight aria-hidden="true" className="size-3.5 self-center text-muted" />
          <ins className="break-all rounded-sm bg-allow-tint px-1 text-allow-text no-underline">
            <span className="sr-only">to </span>
            {worded(to)}
          </ins>
        </li>
      ))}
    </ul>
  );
}
