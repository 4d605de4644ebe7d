import { TriangleAlert } from 'lucide-react';
import type { ChangeAgentsView } from '@/lib/contract/agent';

/** The agents to which nothing was done, by name, each with why. */
export function LeftAlone({ items }: { items: ChangeAgentsView['items'] }) {
  return (
    <div
      role="alert"
      className="flex items-start gap-3 rounded-lg border border-line border-l-4 border-l-escalate-line px-3 py-2.5"
    >
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-escalate-text" />
      <div className="min-w-0 grow">
        <p className="font-medium">
          {items.length === 1 ? 'One agent was' : `${items.length} agents were`} left as they were
        </p>
        <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-4 text-muted">
          {items.map(({ id, name, why }) => (
            <li key={id}>
              <span className="font-medium text-ink">{name}</span>: {why}
            </li>
          ))}
        </ul>
        <p className="mt-1 text-muted">
          The others are done. What you typed is still here for those that somebody else has changed.
        </p>
      </div>
    </div>
  );
}
