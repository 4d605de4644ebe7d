import { cx } from './class-name';

type Props<T extends string> = {
  label: string;
  options: readonly { value: T; label: string; disabledReason?: string | undefined }[];
  value: readonly T[];
  onChange: (value: T[]) => void;
  describedBy?: string | undefined;
};

/** Any number of a few, all in view. */
export function ChipChoice<T extends string>({ label, options, value, onChange, describedBy }: Props<T>) {
  return (
    <fieldset aria-describedby={describedBy} className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => {
        const isOn = value.includes(option.value);
        const isOff = option.disabledReason !== undefined;
        return (
          <label
            key={option.value}
            title={option.disabledReason}
            className={cx(
              'relative inline-flex h-8 items-center rounded-md border px-2.5 text-sm pointer-coarse:h-11',
              'has-focus-visible:outline-2 has-focus-visible:outline-accent',
              isOn ? 'border-accent bg-accent-tint font-medium text-ink' : 'border-edge text-muted',
              isOff && 'text-faint line-through',
            )}
          >
            <input
              type="checkbox"
              checked={isOn}
              disabled={isOff}
              onChange={({ target }) =>
                onChange(
                  options
                    .map((one) => one.value)
                    .filter((one) => (one === option.value ? target.checked : value.includes(one))),
                )
              }
              className="absolute inset-0 appearance-none opacity-0"
            />
            {option.label}
          </label>
        );
      })}
    </fieldset>
  );
}
