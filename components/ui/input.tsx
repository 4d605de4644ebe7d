import type { ComponentProps } from 'react';
import { controlLook } from './control-look';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input {...rest} className={controlLook(`h-8 w-full px-2.5 pointer-coarse:h-11 ${className ?? ''}`)} />
  );
}
