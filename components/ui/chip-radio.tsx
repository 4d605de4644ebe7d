'use client';

import { useId } from 'react';
import { cx } from './class-name';

type Props<T extends string> = {
  label: string;
  options: readonly { value: T; label: string; disabledReason?: string | undefined }[];
  value: T;
  onChange: (value: T) => void;
};

/** One of a few, all in view, where some may not be possible now. Arrow keys move between them. */
export function ChipRadio<T extends string>({ label, options, value, onChange }: Props<T>) {
  const name = useId();
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map((option) => {
          const isOff = option.disabledReason !== undefined;
          return (
            <label
              key={option.value}
              title={option.disabledReason}
              className={cx(
                'relative inline-flex h-8 items-center rounded-md border px-2.5 text-sm max-md:h-11 pointer-coarse:h-11',
                'has-focus-visible:outline-2 has-focus-visible:outline-accent',
                option.value === value
                  ? 'border-accent bg-accent-tint font-medium text-ink'
                  : 'border-edge text-muted',
                isOff && 'text-faint line-through',
              )}
            >
              <input
                type="radio"
                name={name}
                checked={option.value === value}
                disabled={isOff}
                onChange={() => onChange(option.value)}
                className="absolute inset-0 appearance-none opacity-0"
              />
              {option.label}
              {isOff && <span className="sr-only"> — {option.disabledReason}</span>}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
