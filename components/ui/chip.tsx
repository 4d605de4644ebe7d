import type { ReactNode } from 'react';
import { cx } from './class-name';

export type Tone = 'allow' | 'escalate' | 'deny' | 'unknown' | 'stop' | 'plain';

const TONES: Record<Tone, string> = {
  allow: 'bg-allow-tint text-allow-text',
  escalate: 'bg-escalate-tint text-escalate-text',
  deny: 'bg-deny-tint text-deny-text',
  unknown: 'bg-unknown-tint text-unknown-text',
  stop: 'bg-stop-tint text-stop-text',
  plain: 'bg-sunken text-muted',
};

type Props = { tone: Tone; icon: ReactNode; children: ReactNode; className?: string };

/** Icon, text and colour together; none of the three carries the meaning alone. */
export function Chip({ tone, icon, children, className }: Props) {
  return (
    <span
      className={cx(
        'inline-flex h-5.5 w-fit items-center gap-1 rounded-md px-1.5 font-medium text-xs whitespace-nowrap',
        '[&_svg]:size-3.5 [&_svg]:shrink-0',
        TONES[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}
