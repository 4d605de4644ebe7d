'use client';

import { Field } from '@/components/ui/field';
import { SearchSelect } from '@/components/ui/search-select';

const MOST = 8;

/** The zones that the browser knows. */
const zones = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];

const SOURCE = {
  noun: 'time-zone',
  find: async (text: string) =>
    zones()
      .filter((zone) => zone.toLowerCase().replaceAll('_', ' ').includes(text.toLowerCase()))
      .slice(0, MOST)
      .map((zone) => ({ id: zone, label: zone })),
};

type Props = { value: string; error: string | undefined; onChange: (zone: string) => void };

/** The zone whose wall clock the slots follow. */
export function ZoneField({ value, error, onChange }: Props) {
  return (
    <Field
      label="Time zone"
      hint="Slots keep their time of day there, through summer and winter."
      {...(error !== undefined && { error })}
    >
      {(control) => (
        <SearchSelect
          control={control}
          source={SOURCE}
          value={value === '' ? null : { id: value, label: value }}
          onChange={(next) => onChange(next?.id ?? '')}
          placeholder="Europe/Berlin"
        />
      )}
    </Field>
  );
}
