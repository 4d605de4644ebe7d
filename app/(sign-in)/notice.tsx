import { CircleCheck, OctagonAlert } from 'lucide-react';
import type { ReactNode } from 'react';

type Props = { tone: 'done' | 'failed'; children: ReactNode };

/** One sentence above a form: what has been done, or why it did not work. */
export function Notice({ tone, children }: Props) {
  const isDone = tone === 'done';
  return (
    <div
      role={isDone ? 'status' : 'alert'}
      className={`flex items-start gap-2.5 rounded-lg border border-line border-l-4 bg-raised px-3 py-2.5 ${
        isDone ? 'border-l-allow' : 'border-l-deny'
      }`}
    >
      {isDone ? (
        <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-allow-text" />
      ) : (
        <OctagonAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-deny-text" />
      )}
      <p className="min-w-0 break-words">{children}</p>
    </div>
  );
}
