'use client';

import { X } from 'lucide-react';
import { Field } from '@/components/ui/field';
import { type ChoiceSource, SearchSelect } from '@/components/ui/search-select';

type Props = {
  label: string;
  hint?: string;
  error?: string | undefined;
  source: ChoiceSource;
  value: readonly string[];
  onChange: (ids: string[]) => void;
};

/** Several things out of many, each found by typing. */
export function ManyField({ label, hint, error, source, value, onChange }: Props) {
  return (
    <Field
      label={label}
      optional
      {...(hint !== undefined && { hint })}
      {...(error !== undefined && { error })}
    >
      {(control) => (
        <div className="flex flex-col gap-2">
          {value.length > 0 && (
            <ul aria-label={label} className="flex flex-wrap gap-1.5">
              {value.map((id) => (
                <li
                  key={id}
                  className="inline-flex items-center gap-1 rounded-md bg-accent-tint pl-2 text-sm"
                >
                  {id}
                  <button
                    type="button"
                    aria-label={`Take ${id} away`}
                    onClick={() => onChange(value.filter((one) => one !== id))}
                    className="inline-flex size-7 items-center justify-center rounded-md hover:bg-hover pointer-coarse:size-11"
                  >
                    <X aria-hidden="true" className="size-3.5" />
                  </button>
                </li>
              ))}
            </ul>
          )}
          <SearchSelect
            // What was taken stands above; the field begins anew.
            key={value.length}
            control={control}
            source={source}
            value={null}
            onChange={(choice) => {
              if (choice !== null && !value.includes(choice.id)) onChange([...value, choice.id]);
            }}
            placeholder="Type to find"
          />
        </div>
      )}
    </Field>
  );
}
