import type { ComponentProps } from 'react';
import { Link } from '@/components/ui/link';
import { type ButtonSize, type ButtonVariant, buttonLook } from './button-look';

type Props = ComponentProps<typeof Link> & { variant?: ButtonVariant; size?: ButtonSize };

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export function LinkButton({ variant = 'secondary', size = 'md', className, ...rest }: Props) {
  return <Link {...rest} className={buttonLook(variant, size, false, className)} />;
}
