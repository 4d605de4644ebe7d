import { draftDifferences, type ScheduleDraft } from './schedule-draft';

const LABELS: Record<keyof ScheduleDraft, string> = {
  name: 'Name',
  what: 'Looks at',
  tiers: 'Tiers',
  owners: 'Owners',
  agents: 'Agents',
  systems: 'Systems',
  environments: 'Environments',
  cadence: 'Cadence',
  rrule: 'Rule',
  events: 'Events',
  timeZone: 'Time zone',
  startsAt: 'First slot',
  reviewer: 'Asked',
  fallback: 'Fallback',
  second: 'Second stage',
  durationDays: 'Days to decide',
  graceDays: 'Grace, days',
  remind: 'Remind, days before',
  onSilence: 'Silence',
};

function textOf(value: ScheduleDraft[keyof ScheduleDraft]): string {
  if (value === null) return 'nobody';
  if (Array.isArray(value)) return value.length === 0 ? 'any' : value.join(', ');
  if (typeof value !== 'object') return value === '' ? 'not set' : String(value);
  if (value.kind === 'people') return value.people.join(', ');
  return value.kind === 'role' ? `role ${value.role}` : value.kind.replace('_', ' ');
}

/** What somebody else has changed since the form was opened. */
export function ScheduleDifferences({ begun, theirs }: { begun: ScheduleDraft; theirs: ScheduleDraft }) {
  return (
    <ul className="list-disc pl-4">
      {draftDifferences(begun, theirs).map((name) => (
        <li key={name}>
          {LABELS[name]}: was {textOf(begun[name])}, is now{' '}
          <span className="font-medium text-ink">{textOf(theirs[name])}</span>
        </li>
      ))}
    </ul>
  );
}
