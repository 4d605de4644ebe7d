'use client';

import { type ComponentProps, type MouseEvent, useId } from 'react';
import { type ButtonSize, type ButtonVariant, buttonLook } from './button-look';
import { cx } from './class-name';
import { IconSpinner } from './icon-spinner';

type Props = Omit<ComponentProps<'button'>, 'disabled'> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** True while its work is under way: it keeps its width and takes no second click. */
  busy?: boolean;
  /** Why it may not be pressed now. It stays visible and focusable, and says so. */
  disabledReason?: string | null;
};

export function Button({
  variant = 'secondary',
  size = 'md',
  busy = false,
  disabledReason,
  type = 'button',
  className,
  onClick,
  children,
  'aria-describedby': describedBy,
  ...rest
}: Props) {
  const reasonId = useId();
  const reason = disabledReason ?? undefined;
  const isOff = reason !== undefined;

  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // Also stops a submit button, which the Enter key in a field presses.
    if (isOff || busy) event.preventDefault();
    else onClick?.(event);
  };

  return (
    <button
      {...rest}
      type={type}
      onClick={press}
      aria-disabled={isOff || busy || undefined}
      aria-busy={busy || undefined}
      aria-describedby={cx(describedBy, isOff && reasonId) || undefined}
      data-tip={reason ?? rest['data-tip' as keyof typeof rest]}
      className={buttonLook(variant, size, isOff, className)}
    >
      {busy && <IconSpinner className="absolute" />}
      <span className={cx('inline-flex items-center gap-1.5', busy && 'opacity-0')}>{children}</span>
      {isOff && (
        <span id={reasonId} hidden>
          {reason}
        </span>
      )}
    </button>
  );
}
