'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useZone } from '@/components/ui/preference-provider';
import { formatExact } from '@/components/ui/time-format';

const DAY_MS = 24 * 3_600_000;
const CHOICES = [
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 180, label: '180 days' },
  { days: 365, label: '1 year' },
];

type Props = { value: Date | null; onChange: (endsAt: Date | null) => void; error: string | undefined };

/** When an entitlement ends: it always does. The moment is told with its zone. */
export function EndField({ value, onChange, error }: Props) {
  const zone = useZone();
  const [day, setDay] = useState('');
  return (
    <Field
      label="Ends on"
      error={error}
      hint={
        value === null ? 'Nothing stands for ever: at most 400 days.' : `Ends ${formatExact(value, zone)}`
      }
    >
      {(control) => (
        <div className="flex flex-wrap items-center gap-2">
          <Input
            {...control}
            type="date"
            required
            value={day}
            onChange={({ target }) => {
              setDay(target.value);
              // The end of that day, wherever the reader is; UTC where they chose it.
              const end = new Date(`${target.value}T23:59:59${zone === 'UTC' ? 'Z' : ''}`);
              onChange(Number.isNaN(end.getTime()) ? null : end);
            }}
            className="max-w-44"
          />
          {CHOICES.map(({ days, label }) => (
            <Button
              key={days}
              onClick={() => {
                const end = new Date(Date.now() + days * DAY_MS);
                setDay(end.toISOString().slice(0, 10));
                onChange(end);
              }}
            >
              {label}
            </Button>
          ))}
        </div>
      )}
    </Field>
  );
}
