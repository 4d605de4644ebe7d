import type { ReactNode } from 'react';

type Props = {
  title: string;
  /** The exact next step, in words. */
  children?: ReactNode;
  /** The next step itself: a button, a link, or a command to copy. */
  action?: ReactNode;
};

export function EmptyState({ title, children, action }: Props) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="max-w-120 text-muted">{children}</div>}
      {action !== undefined && <div className="mt-2 max-w-full">{action}</div>}
    </div>
  );
}
