'use client';

import { useQuery } from '@tanstack/react-query';
import { Field } from '@/components/ui/field';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { NOTIFICATION_KINDS, type NotificationKind } from '@/lib/domain/notification';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { approverGroups } from '@/lib/query/approver';
import { channelPreview } from '@/lib/query/channel';
import { kindWords } from './channel-words';

export type Taking = { kinds: NotificationKind[]; tiers: RiskTier[]; group: string | null };

/** What a channel takes, and how much that would have been. */
export function TakingFields({
  value,
  onChange,
  error,
}: {
  value: Taking;
  onChange: (value: Taking) => void;
  error?: string | undefined;
}) {
  return (
    <>
      <Checks
        label="What it takes"
        options={NOTIFICATION_KINDS.map((kind) => ({ value: kind, label: kindWords(kind) }))}
        value={value.kinds}
        onChange={(kinds) => onChange({ ...value, kinds })}
        error={error}
      />
      <Checks
        label="Of agents of these tiers; none: of all"
        options={RISK_TIERS.map((tier) => ({ value: tier, label: tier }))}
        value={value.tiers}
        onChange={(tiers) => onChange({ ...value, tiers })}
      />
      <GroupField value={value.group} onChange={(group) => onChange({ ...value, group })} />
      <WouldTell taking={value} />
    </>
  );
}

type GroupProps = { value: string | null; onChange: (group: string | null) => void };

/** Whose questions it takes. One that was removed since stays chosen until somebody chooses another. */
function GroupField({ value, onChange }: GroupProps) {
  const groups = useQuery(approverGroups());
  const known = (groups.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const isKnown = value === null || known.some((one) => one.value === value);
  return (
    <Field label="Of calls that this approver group is asked about">
      {(control) => (
        <Select
          {...control}
          emptyLabel="Whoever is asked"
          options={isKnown ? known : [...known, { value, label: value }]}
          value={value ?? ''}
          onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
        />
      )}
    </Field>
  );
}

/** Said before anything is saved: how many messages, beside how many people. */
function WouldTell({ taking }: { taking: Taking }) {
  // A form's other fields are no part of the question.
  const { kinds, tiers, group } = taking;
  const preview = useQuery({ ...channelPreview({ kinds, tiers, group }), enabled: kinds.length > 0 });
  if (preview.isError)
    return <Problem error={preview.error} title="Whom it would tell could not be counted" />;
  if (kinds.length === 0 || preview.data === undefined) return null;
  const { events, people } = preview.data;
  return (
    <p role="status" className="rounded-md bg-sunken px-3 py-2">
      Would have sent {events} {events === 1 ? 'message' : 'messages'} in the last thirty days. Beside it, a
      new escalation notifies {people} {people === 1 ? 'person' : 'people'} in the console.
    </p>
  );
}

type ChecksProps<T extends string> = {
  label: string;
  options: readonly { value: T; label: string }[];
  value: readonly T[];
  onChange: (value: T[]) => void;
  error?: string | undefined;
};

function Checks<T extends string>({ label, options, value, onChange, error }: ChecksProps<T>) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <div className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
        {options.map((option) => (
          <label key={option.value} className="flex items-center gap-2 pointer-coarse:min-h-11">
            <input
              type="checkbox"
              checked={value.includes(option.value)}
              onChange={({ target }) =>
                onChange(
                  options
                    .map((one) => one.value)
                    .filter((one) => (one === option.value ? target.checked : value.includes(one))),
                )
              }
              className="size-4 accent-accent"
            />
            {option.label}
          </label>
        ))}
      </div>
      {error !== undefined && (
        <p role="alert" className="font-medium text-deny-text text-sm">
          {error}
        </p>
      )}
    </fieldset>
  );
}
