import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cx } from './class-name';
import { controlLook } from './control-look';

export type SelectOption = { value: string; label: string };

type Props = Omit<ComponentProps<'select'>, 'children'> & {
  options: readonly SelectOption[];
  /** The first entry, with the empty value: "Any outcome". */
  emptyLabel?: string;
};

/** The browser's own select: right on every phone and for every screen reader. */
export function Select({ options, emptyLabel, className, ...rest }: Props) {
  return (
    <span className={cx('relative inline-flex min-w-0', className)}>
      <select {...rest} className={controlLook('h-8 w-full appearance-none pr-7 pl-2.5 pointer-coarse:h-11')}>
        {emptyLabel !== undefined && <option value="">{emptyLabel}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2 size-3.5 text-muted"
      />
    </span>
  );
}
