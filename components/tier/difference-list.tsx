import { ArrowRight } from 'lucide-react';
import type { TierDifference } from '@/lib/domain/tier-difference';
import { differenceText } from './tier-words';

/** In what two sets of rules differ, one line each. */
export function DifferenceList({ differences }: { differences: readonly TierDifference[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {differences.map((difference) => {
        const { what, from, to } = differenceText(difference);
        return (
          <li key={what} className="flex flex-wrap items-center gap-x-1.5">
            <span className="font-medium">{what}</span>
            <span className="text-muted">{from}</span>
            <ArrowRight aria-label="becomes" className="size-3.5 shrink-0 text-muted" />
            <span>{to}</span>
          </li>
        );
      })}
    </ul>
  );
}
