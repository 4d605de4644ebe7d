'use client';

import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';
import { CountText } from './count-text';

type Props = {
  count: number;
  one: string;
  many: string;
  onClear: () => void;
  /** What may be done with them. */
  children: ReactNode;
};

/** Stays in view under a list while rows are selected: how many, and what to do with them. A phone has none. */
export function SelectionBar({ count, one, many, onClear, children }: Props) {
  if (count === 0) return null;
  return (
    <div className="pointer-events-none sticky bottom-18 z-10 md:bottom-3 mt-3 flex justify-center px-4 max-sm:hidden print:hidden">
      <section
        aria-label="Selected"
        className="pointer-events-auto flex flex-wrap items-center gap-2 rounded-lg border border-edge bg-raised py-1.5 pr-1.5 pl-4 shadow-float"
      >
        <span role="status" className="mr-2 font-medium">
          <CountText count={count} /> {count === 1 ? one : many} selected
        </span>
        {children}
        <Button variant="ghost" size="icon" aria-label="Select none" data-tip="Select none" onClick={onClear}>
          <X aria-hidden="true" />
        </Button>
      </section>
    </div>
  );
}
