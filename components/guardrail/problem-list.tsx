import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { GuardrailProblem } from '@/lib/contract/guardrail';

type Props = { problems: readonly GuardrailProblem[]; onShow: (problem: GuardrailProblem) => void };

/** What is wrong with a text, each with its place, which a press goes to. */
export function ProblemList({ problems, onShow }: Props) {
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-2 text-sm">
        <CircleCheck aria-hidden="true" className="size-4 text-allow-text" />
        Cedar finds nothing wrong with it.
      </p>
    );
  }
  return (
    <ul className="flex flex-col gap-1">
      {problems.map((problem) => {
        const { line, column, message, severity } = problem;
        return (
          <li key={`${line}:${column} ${message}`} className="flex items-start gap-2 text-sm">
            {severity === 'error' ? (
              <OctagonAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-deny-text" />
            ) : (
              <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-escalate-text" />
            )}
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <button
                type="button"
                className="min-h-6 font-mono text-accent underline"
                onClick={() => onShow(problem)}
              >
                line {line}, column {column}
              </button>
              : {severity === 'warning' && 'warning: '}
              {message}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
