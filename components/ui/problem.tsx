'use client';

import { OctagonAlert } from 'lucide-react';
import { Granters } from '@/components/user/granters';
import { ApiError } from '@/lib/query/client';
import { Button } from './button';
import { CopyButton } from './copy-button';

type Props = {
  error: unknown;
  /** What could not be done: "The decisions could not be loaded". */
  title?: string;
  onRetry?: () => void;
};

/** One failure, where it happened: what went wrong, the request's id to quote, and another try. Nothing when there is none. */
export function Problem({ error, title, onRetry }: Props) {
  if (error === null || error === undefined) return null;
  const problem = error instanceof ApiError ? error : null;
  const heading = title ?? problem?.title ?? 'This did not work';
  const [field, ...others] = problem?.fields ?? [];
  // What is wrong with one field alone is said once, and not by the field's name in the interface.
  const isOneField =
    field !== undefined && others.length === 0 && problem?.detail === `${field.name}: ${field.message}`;
  const detail = isOneField
    ? field.message
    : (problem?.detail ?? (error instanceof Error ? error.message : null));

  return (
    <div
      role="alert"
      className="flex items-start gap-3 rounded-lg border border-line border-l-4 border-l-deny bg-raised px-3 py-2.5"
    >
      <OctagonAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-deny-text" />
      <div className="min-w-0 grow">
        <p className="font-medium">{heading}</p>
        {detail !== null && detail !== heading && <p className="break-words text-muted">{detail}</p>}
        {problem?.code === 'forbidden' && (
          <p className="text-muted">
            <Granters />
          </p>
        )}
        {problem !== null && problem.fields.length > 0 && !isOneField && (
          <ul className="mt-1 list-disc pl-4 text-muted">
            {problem.fields.map((field) => (
              <li key={field.name}>
                <span className="font-mono text-sm">{field.name}</span>: {field.message}
              </li>
            ))}
          </ul>
        )}
        {problem?.requestId && (
          <p className="mt-1 flex items-center gap-1 text-muted text-sm">
            Request <code className="break-all font-mono">{problem.requestId}</code>
            <CopyButton text={problem.requestId} label="Copy request id" />
          </p>
        )}
      </div>
      {onRetry !== undefined && (
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
