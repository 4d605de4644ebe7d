import type { ComponentProps } from 'react';
import { controlLook } from './control-look';

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea {...rest} rows={rows} className={controlLook(`w-full px-2.5 py-1.5 ${className ?? ''}`)} />
  );
}
