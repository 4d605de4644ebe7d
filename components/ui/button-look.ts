import { cx } from './class-name';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'md' | 'sm' | 'icon';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-ink text-canvas hover:bg-ink/85',
  secondary: 'border-edge bg-raised text-ink hover:bg-hover',
  ghost: 'border-transparent text-muted hover:bg-hover hover:text-ink',
  danger:
    'border-transparent bg-stop text-canvas hover:bg-[color-mix(in_srgb,var(--color-stop)_85%,var(--color-ink))]',
};

const SIZES: Record<ButtonSize, string> = {
  md: 'h-8 px-3 pointer-coarse:h-11 pointer-coarse:px-4',
  sm: 'h-7 px-2 text-sm pointer-coarse:h-11 pointer-coarse:px-3',
  icon: 'size-8 pointer-coarse:size-11',
};

const OFF = 'border-line bg-sunken text-faint';

export function buttonLook(variant: ButtonVariant, size: ButtonSize, isOff: boolean, className?: string) {
  return cx(
    'relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-md border font-medium',
    'whitespace-nowrap text-base transition-colors',
    '[&_svg]:size-4 [&_svg]:shrink-0',
    isOff ? OFF : VARIANTS[variant],
    SIZES[size],
    className,
  );
}
