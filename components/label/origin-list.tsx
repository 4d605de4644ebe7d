import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { DecisionView } from '@/lib/contract/decision';
import { isDoubtful, ORIGIN_TITLES } from './label-words';

/** Each value of a sensitive argument, with where it came from. */
export function OriginList({ origins }: { origins: DecisionView['origins'] }) {
  return (
    <ul className="flex flex-col gap-2">
      {origins.map(({ path, text, origin }) => (
        <li key={`${path} ${text}`} className="flex items-start gap-2">
          {isDoubtful(origin) ? (
            <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-escalate-text" />
          ) : (
            <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-allow-text" />
          )}
          <span className="min-w-0">
            <code className="break-all font-mono text-sm">
              {path}: {text}
            </code>
            <span className="block text-muted">{ORIGIN_TITLES[origin]}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
