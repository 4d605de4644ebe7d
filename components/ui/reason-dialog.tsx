'use client';

import { TriangleAlert } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';
import { Problem } from './problem';
import { Textarea } from './textarea';

export type Reasoned = { reason: string; ifMatch: number };

type Props = {
  title: string;
  /** What it does, and what it does not do. */
  description: ReactNode;
  confirm: string;
  variant?: 'primary' | 'danger';
  /** Who will read the reason. */
  hint?: string;
  isReasonOptional?: boolean;
  /** False where the deed keeps no reason: then it only asks whether. */
  hasReason?: boolean;
  /** The revision as the server tells it now. */
  revision: number;
  /** How it stands now, for somebody who opened the dialog when it stood differently. */
  standing: ReactNode;
  /** Why it cannot be done now. */
  refusal: string | null;
  run: (given: Reasoned) => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
};

/**
 * Asks for a reason before something is done. When it was changed by somebody else meanwhile, it says so and
 * how things stand, keeps what was typed, and waits for a word before it goes on.
 */
export function ReasonDialog({
  title,
  description,
  confirm,
  variant = 'danger',
  hint = 'Kept in the audit log with your name.',
  isReasonOptional = false,
  hasReason = true,
  revision,
  standing,
  refusal,
  run,
  onClose,
  children,
}: Props) {
  const formId = useId();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [seen, setSeen] = useState(revision);
  const isChanged = revision !== seen && !isBusy;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || isChanged || refusal !== null) return;
    const given = reason.trim();
    if (given === '' && hasReason && !isReasonOptional) return setMissing(true);
    setBusy(true);
    setError(null);
    try {
      await run({ reason: given, ifMatch: seen });
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            type="submit"
            form={formId}
            variant={variant}
            busy={isBusy}
            disabledReason={isChanged ? 'It was changed meanwhile: look at the notice first' : refusal}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4" noValidate>
        {isChanged ? (
          <ChangedMeanwhile
            standing={standing}
            refusal={refusal}
            onSeen={() => {
              setSeen(revision);
              setError(null);
            }}
          />
        ) : (
          <Problem error={error} />
        )}
        {children}
        {hasReason && (
          <Field
            label="Reason"
            optional={isReasonOptional}
            hint={hint}
            error={isMissing && reason.trim() === '' ? 'Say why.' : undefined}
          >
            {(control) => (
              <Textarea
                {...control}
                data-first
                required={!isReasonOptional}
                maxLength={1000}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
                onKeyDown={press}
              />
            )}
          </Field>
        )}
      </form>
    </Dialog>
  );
}

type ChangedProps = { standing: ReactNode; refusal: string | null; onSeen: () => void };

/** Says that somebody else was faster. What was typed stays where it is. */
export function ChangedMeanwhile({ standing, refusal, onSeen }: ChangedProps) {
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
