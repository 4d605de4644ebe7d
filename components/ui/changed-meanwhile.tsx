import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';

type Props = { standing: ReactNode; refusal: string | null; onSeen: () => void };

/** Says that somebody else was faster. What was typed stays where it is. */
export function ChangedMeanwhile({ standing, refusal, onSeen }: Props) {
  return (
    <div
      role="alert"
      className="flex items-start gap-3 rounded-lg border border-line border-l-4 border-l-escalate-line px-3 py-2.5"
    >
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-escalate-text" />
      <div className="min-w-0 grow">
        <p className="font-medium">Changed by somebody else meanwhile</p>
        <div className="text-muted">{standing}</div>
        <p className="text-muted">Nothing of yours was done. What you typed is still here.</p>
        {refusal === null ? (
          <Button size="sm" className="mt-2" onClick={onSeen}>
            Go on from how it stands now
          </Button>
        ) : (
          <p className="mt-1 font-medium">{refusal}</p>
        )}
      </div>
    </div>
  );
}
