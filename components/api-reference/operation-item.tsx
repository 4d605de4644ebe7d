'use client';

import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { cx } from '@/components/ui/class-name';
import { CodeBlock } from '@/components/ui/json-view';
import { type ApiDocument, type ApiOperation, typeText } from './document';
import { curlOf } from './example';
import { SchemaView } from './schema-view';

const LOOKS: Record<string, string> = {
  GET: 'bg-allow-tint text-allow-text',
  POST: 'bg-escalate-tint text-escalate-text',
  PATCH: 'bg-escalate-tint text-escalate-text',
  PUT: 'bg-escalate-tint text-escalate-text',
  DELETE: 'bg-deny-tint text-deny-text',
};

type Props = { document: ApiDocument; operation: ApiOperation; origin: string; isLinked: boolean };

/** One operation, folded until somebody wants it. */
export function OperationItem({ document, operation, origin, isLinked }: Props) {
  const [isOpen, setOpen] = useState(isLinked);
  const { id, method, path, summary } = operation;
  return (
    <li id={id} className="scroll-mt-16 border-line border-b last:border-b-0">
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2 hover:bg-hover">
          <span
            className={cx(
              'w-14 shrink-0 rounded-md py-0.5 text-center font-medium font-mono text-xs',
              LOOKS[method],
            )}
          >
            {method}
          </span>
          <code className="min-w-0 font-mono text-sm [overflow-wrap:anywhere]">{path}</code>
          <span className="min-w-0 text-muted max-sm:basis-full">{summary}</span>
        </summary>
        {isOpen && <Details document={document} operation={operation} origin={origin} />}
      </details>
    </li>
  );
}

function Details({ document, operation, origin }: Omit<Props, 'isLinked'>) {
  const { id, method, roles, permission, parameters, body, answer, status, mediaType, failures } = operation;
  return (
    <div className="grid gap-x-6 gap-y-4 px-4 pt-1 pb-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        <p className="text-sm">
          {roles}
          {permission !== null && (
            <span className="text-muted">
              {' '}
              Permission <code className="font-mono">{permission}</code>.
            </span>
          )}{' '}
          <a
            href={`#${id}`}
            className="inline-flex items-center gap-1 text-muted underline underline-offset-2"
          >
            <Link2 aria-hidden="true" className="size-3.5" />
            Link to it
          </a>
        </p>
        <CodeBlock label="curl" text={curlOf(document, operation, origin)} />
        <section aria-label="Failures">
          <h3 className="font-medium text-sm">Failures</h3>
          <ul className="text-sm">
            {failures.map((failure) => (
              <li key={failure} className="flex flex-wrap gap-x-2 py-0.5">
                <code className="font-mono">{failure}</code>
                <code className="font-mono text-muted [overflow-wrap:anywhere]">
                  {document.components.responses[failure]?.['x-codes'].join(', ')}
                </code>
                <span className="text-muted">{document.components.responses[failure]?.description}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {parameters.length > 0 && (
          <section aria-label="Parameters">
            <h3 className="font-medium text-sm">Parameters</h3>
            <ul className="flex flex-col divide-y divide-line">
              {parameters.map((one) => (
                <li key={`${one.in} ${one.name}`} className="py-1.5">
                  <p className="flex flex-wrap items-baseline gap-x-2">
                    <code className="font-medium font-mono text-sm">{one.name}</code>
                    <span className="font-mono text-muted text-xs [overflow-wrap:anywhere]">
                      {typeText(one.schema)}
                    </span>
                    <span className="text-muted text-xs">in the {one.in}</span>
                    {one.required && <span className="text-escalate-text text-xs">required</span>}
                  </p>
                  {one.description !== undefined && <p className="text-muted text-sm">{one.description}</p>}
                </li>
              ))}
            </ul>
          </section>
        )}
        {body !== null && method !== 'GET' && (
          <section aria-label="What is sent">
            <h3 className="font-medium text-sm">What is sent</h3>
            <SchemaView document={document} schema={body} label="What is sent" />
          </section>
        )}
        {answer !== null && (
          <section aria-label="What is answered">
            <h3 className="font-medium text-sm">
              What is answered <span className="font-normal text-muted">{status}</span>{' '}
              <code className="font-mono font-normal text-muted">
                {mediaType === 'application/json' ? typeText(answer) : mediaType}
              </code>
            </h3>
            <SchemaView document={document} schema={answer} label="What is answered" />
          </section>
        )}
      </div>
    </div>
  );
}
