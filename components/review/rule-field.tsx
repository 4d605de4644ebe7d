'use client';

import { ChipChoice } from '@/components/ui/chip-choice';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { ruleParts, ruleWords } from './cadence-words';

const UNITS = [
  { value: 'DAILY', label: 'days' },
  { value: 'WEEKLY', label: 'weeks' },
  { value: 'MONTHLY', label: 'months' },
  { value: 'YEARLY', label: 'years' },
];
const DAYS = [
  { value: 'MO', label: 'Mon' },
  { value: 'TU', label: 'Tue' },
  { value: 'WE', label: 'Wed' },
  { value: 'TH', label: 'Thu' },
  { value: 'FR', label: 'Fri' },
  { value: 'SA', label: 'Sat' },
  { value: 'SU', label: 'Sun' },
];
const MONTHLY = [
  { value: 'BYMONTHDAY=1', label: 'on the 1st' },
  { value: 'BYMONTHDAY=15', label: 'on the 15th' },
  { value: 'BYMONTHDAY=-1', label: 'on the last day' },
  { value: 'BYDAY=1MO', label: 'on the 1st Monday' },
  { value: 'BYDAY=-1FR', label: 'on the last Friday' },
];

const written = (parts: ReadonlyMap<string, string>): string =>
  [...parts].map(([name, value]) => `${name}=${value}`).join(';');

type Props = { value: string; error: string | undefined; onChange: (rrule: string) => void };

/** A rule of RFC 5545: built from the usual parts, or written by hand. */
export function RuleField({ value, error, onChange }: Props) {
  const parts = ruleParts(value);
  const unit = parts.get('FREQ') ?? '';
  const words = ruleWords(value);
  const set = (changes: Record<string, string | null>) => {
    const next = new Map(parts);
    for (const [name, text] of Object.entries(changes)) {
      if (text === null) next.delete(name);
      else next.set(name, text);
    }
    onChange(written(next));
  };
  const monthly = MONTHLY.find(({ value: one }) => {
    const [name = '', text] = one.split('=');
    return parts.get(name) === text;
  });

  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Every">
          {(control) => (
            <div className="flex gap-2">
              <Input
                {...control}
                type="number"
                min={1}
                max={999}
                value={parts.get('INTERVAL') ?? '1'}
                onChange={({ target }) =>
                  set({ INTERVAL: target.value === '1' ? null : target.value || '1' })
                }
                className="w-18"
              />
              <Select
                aria-label="Unit"
                options={UNITS}
                {...(!UNITS.some(({ value: one }) => one === unit) && { emptyLabel: unit || 'unit' })}
                value={UNITS.some(({ value: one }) => one === unit) ? unit : ''}
                onChange={({ target }) =>
                  set({ FREQ: target.value, BYDAY: null, BYMONTHDAY: null, BYMONTH: null })
                }
              />
              {unit === 'MONTHLY' && (
                <Select
                  aria-label="On which day"
                  emptyLabel="on the day it begins"
                  options={MONTHLY}
                  value={monthly?.value ?? ''}
                  onChange={({ target }) => {
                    const [name, text] = target.value.split('=');
                    set({ BYDAY: null, BYMONTHDAY: null, ...(name && text && { [name]: text }) });
                  }}
                />
              )}
            </div>
          )}
        </Field>
        {unit === 'WEEKLY' && (
          <ChipChoice
            label="On which days"
            options={DAYS}
            value={(parts.get('BYDAY') ?? '').split(',').filter(Boolean)}
            onChange={(days) => set({ BYDAY: days.length === 0 ? null : days.join(',') })}
          />
        )}
      </div>
      <Field
        label="As a rule"
        hint={words === null ? 'RFC 5545, counted from the first slot.' : `In words: ${words}.`}
        {...(error !== undefined && { error })}
      >
        {(control) => (
          <Input
            {...control}
            spellCheck={false}
            maxLength={500}
            value={value}
            onChange={({ target }) => onChange(target.value)}
            className="font-mono"
          />
        )}
      </Field>
    </>
  );
}
