'use client';

import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import type { ChangeToolInput, ToolChangeEffect } from '@/lib/contract/tool';
import { toolChangeEffect } from '@/lib/query/tool';

const MOST = 6;

type Props = {
  input: ChangeToolInput;
  revision: number;
  /** Whether it is reviewed in the same breath, so that no review is lost. */
  isReviewed?: boolean;
};

/** What a change of a tool would do, told before it is saved. */
export function ToolEffect({ input, revision, isReviewed = false }: Props) {
  const { data, error } = useQuery(toolChangeEffect(input, revision));
  if (error !== null) return <Problem error={error} title="What it would do could not be told" />;
  return (
    <div role="status" className="rounded-md border border-line bg-sunken px-3 py-2 text-sm">
      {data === undefined ? <SkeletonText lines={2} /> : <Effect effect={data} isReviewed={isReviewed} />}
    </div>
  );
}

function Effect({ effect, isReviewed }: { effect: ToolChangeEffect; isReviewed: boolean }) {
  const { floors, floorCount, losesReview } = effect;
  const told = floors.slice(0, MOST);
  return (
    <div className="flex flex-col gap-1.5">
      {losesReview && !isReviewed && (
        <p className="flex items-start gap-1.5 font-medium">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-escalate-text" />
          It is unreviewed then: its calls are deferred until somebody approves it.
        </p>
      )}
      {floorCount === 0 ? (
        <p className="text-muted">The least tier of no agent moves.</p>
      ) : (
        <>
          <p>
            The least tier of{' '}
            <span className="font-medium">
              {floorCount} {floorCount === 1 ? 'agent' : 'agents'}
            </span>{' '}
            moves:
          </p>
          <ul className="list-disc pl-4">
            {told.map(({ agent, name, from, to, isRaised }) => (
              <li key={agent}>
                {name}: {from} <span aria-hidden="true">→</span> <span className="font-medium">{to}</span>
                {isRaised && <span className="text-muted"> · stricter rules from the next call on</span>}
              </li>
            ))}
            {floorCount > told.length && <li className="text-muted">and {floorCount - told.length} more</li>}
          </ul>
        </>
      )}
    </div>
  );
}
