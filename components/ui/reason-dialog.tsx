'use client';

import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { Field } from './field';
import { FormFrame } from './form-frame';
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
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const isAsked = hasReason && !isReasonOptional;

  const send = async ({ ifMatch }: { ifMatch: number }): Promise<unknown> => {
    const given = reason.trim();
    setMissing(isAsked && given === '');
    return isAsked && given === '' ? false : run({ reason: given, ifMatch });
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
  };

  return (
    <FormFrame
      title={title}
      description={description}
      confirm={confirm}
      variant={variant}
      refusal={refusal}
      changing={{ revision, standing }}
      run={send}
      onClose={onClose}
    >
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
    </FormFrame>
  );
}
