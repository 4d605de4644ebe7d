'use client';

import { useId, useState } from 'react';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { TierLimit, TierLimitValue } from '@/lib/domain/tier-difference';
import { LIMIT_FIELDS, limitText } from './tier-words';

const UNITS = [
  { value: '86400', label: 'days' },
  { value: '3600', label: 'hours' },
  { value: '60', label: 'minutes' },
  { value: '1', label: 'seconds' },
] as const;
/** The largest unit in which it is a whole number. */
const unitOf = (seconds: number): string =>
  UNITS.find(({ value }) => seconds >= Number(value) && seconds % Number(value) === 0)?.value ?? '1';

type Props = {
  name: TierLimit;
  value: TierLimitValue;
  saved: TierLimitValue;
  shipped: TierLimitValue;
  error: string | undefined;
  /** Null where it may only be looked at. */
  onChange: ((value: TierLimitValue) => void) | null;
};

/** One rule of a tier: what it is, what it forces, its value with its unit, and what it was. */
export function LimitField({ name, value, saved, shipped, error, onChange }: Props) {
  const field = LIMIT_FIELDS[name];
  const id = useId();
  const notes = [
    value !== saved && `Not saved; was ${limitText(name, saved)}`,
    value !== shipped && `Shipped: ${limitText(name, shipped)}`,
  ].filter((one) => one !== false);
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 border-line border-b py-2 last:border-b-0">
      <div className="min-w-0 grow basis-52">
        {onChange === null ? (
          <p className="font-medium text-sm">{field.label}</p>
        ) : (
          <label htmlFor={id} className="font-medium text-sm">
            {field.label}
          </label>
        )}
        <p id={`${id}-says`} className="text-muted text-sm">
          {field.says}
        </p>
        {notes.length > 0 && (
          <p className={value === saved ? 'text-muted text-sm' : 'font-medium text-accent text-sm'}>
            {notes.join(' · ')}
          </p>
        )}
        {error !== undefined && (
          <p role="alert" id={`${id}-error`} className="font-medium text-deny-text text-sm">
            {error}
          </p>
        )}
      </div>
      {onChange === null ? (
        <span className="font-medium">{limitText(name, value)}</span>
      ) : (
        <Control id={id} name={name} value={value} isWrong={error !== undefined} onChange={onChange} />
      )}
    </div>
  );
}

type ControlProps = {
  id: string;
  name: TierLimit;
  value: TierLimitValue;
  isWrong: boolean;
  onChange: (value: TierLimitValue) => void;
};

function Control({ id, name, value, isWrong, onChange }: ControlProps) {
  const field = LIMIT_FIELDS[name];
  const [unit, setUnit] = useState(() => unitOf(Number(value)));
  const described = [`${id}-says`, isWrong && `${id}-error`].filter(Boolean).join(' ');
  if (field.kind === 'choice') {
    return (
      <Select
        id={id}
        aria-describedby={described}
        className="w-60 max-w-full"
        options={Object.entries(field.words).map(([word, label]) => ({ value: word, label }))}
        value={String(value)}
        onChange={(event) => onChange(event.target.value as TierLimitValue)}
      />
    );
  }
  const size = field.kind === 'seconds' ? Number(unit) : 1;
  return (
    <span className="flex w-60 max-w-full items-center gap-2">
      <Input
        id={id}
        type="number"
        inputMode="numeric"
        min={0}
        step="any"
        aria-invalid={isWrong || undefined}
        aria-describedby={described}
        value={Number.isNaN(Number(value)) ? '' : Number(value) / size}
        onChange={({ target }) =>
          onChange(target.value === '' ? Number.NaN : Math.round(Number(target.value) * size))
        }
      />
      {field.kind === 'seconds' ? (
        <Select
          aria-label={`Unit of ${field.label}`}
          className="w-28 shrink-0"
          options={UNITS}
          value={unit}
          onChange={(event) => setUnit(event.target.value)}
        />
      ) : (
        <span className="w-28 shrink-0 text-muted text-sm">
          {Number(value) === 1 ? field.one : field.many}
        </span>
      )}
    </span>
  );
}
