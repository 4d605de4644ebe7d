'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { useId, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { GuardrailProblem, GuardrailValidation, GuardrailView } from '@/lib/contract/guardrail';
import { useChangeGuardrail } from '@/lib/query/guardrail';
import { PolicyText } from './policy-text';
import { ProblemList } from './problem-list';

const NONE: readonly GuardrailProblem[] = [];

type Props = {
  guardrail: GuardrailView;
  text: string;
  onText: (text: string) => void;
  /** What is wrong with the text, as far as it has been asked. */
  validation: UseQueryResult<GuardrailValidation>;
};

/** The text of the latest version: read it, change it, see what is wrong with it, save it as a draft. */
export function GuardrailEditor({ guardrail, text, onText, validation }: Props) {
  const labelId = useId();
  const field = useRef<HTMLDivElement>(null);
  const refusal = usePermissionRefusal('guardrail.change');
  const mayValidate = usePermissionRefusal('guardrail.validate') === null;
  const change = useChangeGuardrail();
  const problems = mayValidate ? (validation.data?.problems ?? NONE) : NONE;
  const isSaved = text === guardrail.text;

  const show = ({ line, column, endLine, endColumn }: GuardrailProblem) => {
    const area = field.current?.querySelector('textarea');
    if (area === null || area === undefined) return;
    const start = offsetOf(text, line, column);
    area.focus();
    area.setSelectionRange(start, Math.max(offsetOf(text, endLine, endColumn), start));
  };
  const save = async () => {
    const saved = await change
      .mutateAsync({ id: guardrail.id, text, ifMatch: guardrail.revision })
      .catch(() => null);
    if (saved === null) return;
    showToast({ tone: 'done', title: `Version ${saved.draftVersion} is saved as a draft` });
  };

  return (
    <Panel
      title={isSaved ? `Version ${guardrail.latestVersion}` : 'Not saved'}
      actions={
        <>
          {validation.data?.formatted !== null && validation.data !== undefined && (
            <Button
              size="sm"
              disabledReason={refusal}
              onClick={() => onText(validation.data.formatted ?? text)}
            >
              Format
            </Button>
          )}
          <Button
            size="sm"
            variant="primary"
            busy={change.isPending}
            disabledReason={refusal ?? (isSaved ? 'Nothing has changed' : null)}
            onClick={save}
          >
            Save draft
          </Button>
        </>
      }
    >
      <div ref={field} className="flex flex-col gap-3">
        <Problem error={change.error} title="Not saved" />
        <label id={labelId} className="sr-only" htmlFor={`${labelId}-text`}>
          Policy
        </label>
        <PolicyText
          id={`${labelId}-text`}
          readOnly={refusal !== null}
          aria-invalid={problems.some(({ severity }) => severity === 'error') || undefined}
          value={text}
          onChange={onText}
          problems={problems}
        />
        {mayValidate && (
          <section aria-label="Problems" aria-live="polite">
            {validation.isError ? (
              <Problem error={validation.error} title="It could not be validated" />
            ) : (
              validation.data !== undefined && <ProblemList problems={problems} onShow={show} />
            )}
          </section>
        )}
      </div>
    </Panel>
  );
}

/** Where a line and a column stand in a text. */
function offsetOf(text: string, line: number, column: number): number {
  const before = text
    .split('\n')
    .slice(0, line - 1)
    .reduce((length, one) => length + one.length + 1, 0);
  return before + column - 1;
}
