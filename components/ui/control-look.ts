import { cx } from './class-name';

/** What text fields and selects share. 16 px on touch screens: below that, phones zoom in on focus. */
export const controlLook = (className?: string): string =>
  cx(
    'min-w-0 rounded-md border border-edge bg-canvas text-base text-ink placeholder:text-faint',
    'aria-invalid:border-deny aria-invalid:ring-1 aria-invalid:ring-deny',
    'disabled:bg-sunken disabled:text-faint pointer-coarse:text-lg',
    className,
  );
