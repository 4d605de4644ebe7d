'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { userSource } from '@/components/user/user-source';

type Props = {
  label: string;
  hint?: string;
  error?: string;
  optional?: boolean;
  /** An address; empty when nobody is chosen. */
  value: string;
  /** The name of who is chosen at the beginning. */
  name?: string;
  onChange: (email: string) => void;
};

/** A person, found by name or address. */
export function OwnerField({ value, name, onChange, ...field }: Props) {
  const [choice, setChoice] = useState<Choice | null>(
    value === '' ? null : { id: value, label: name ?? value, detail: value },
  );
  return (
    <Field {...field}>
      {(control) => (
        <SearchSelect
          control={control}
          source={userSource}
          value={choice}
          onChange={(next) => {
            setChoice(next);
            onChange(next?.id ?? '');
          }}
          placeholder="Name or address"
        />
      )}
    </Field>
  );
}
