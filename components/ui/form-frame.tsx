'use client';

import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button } from './button';
import { ChangedMeanwhile } from './changed-meanwhile';
import { Dialog } from './dialog';
import { Problem } from './problem';
import { hasUnchosen } from './unchosen';

/** What is changed may change under one's hands: the revision tells. */
export type Changing = {
  /** The revision as the server tells it now. */
  revision: number;
  /** How it stands now, for somebody who opened the dialog when it stood differently. */
  standing: ReactNode;
  /** The reader goes on from how it stands now. */
  onSeen?: () => void;
};

export type FrameProps = {
  title: string;
  /** What it does, and what it does not do. */
  description?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  confirm: ReactNode;
  variant?: 'primary' | 'danger';
  /** What was not done when it fails: "Not registered". */
  failure?: string;
  /** Why it cannot be done now. */
  refusal: string | null;
  /** Absent where something new is made. */
  changing?: Changing;
  onClose: () => void;
  children?: ReactNode;
};

type Props = FrameProps & {
  /** Does it; `false` where what was typed does not fit yet. The dialog closes when it is done. */
  run: (on: { ifMatch: number }) => Promise<unknown>;
};

/**
 * The frame of every dialog that sends something: it sends once, waits, closes when it is done, and shows what
 * went wrong. When somebody else was faster it says so and how things stand, keeps what was typed, and waits
 * for a word before it goes on.
 */
export function FormFrame({
  title,
  description,
  size,
  confirm,
  variant = 'primary',
  failure,
  refusal,
  changing,
  run,
  onClose,
  children,
}: Props) {
  const formId = useId();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const revision = changing?.revision ?? 0;
  const [seen, setSeen] = useState(revision);
  // While it is being sent, the change may be one's own.
  const isChanged = revision !== seen && !isBusy;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy || isChanged || refusal !== null) return;
    if (hasUnchosen(event.currentTarget)) return;
    setBusy(true);
    setError(null);
    try {
      if ((await run({ ifMatch: seen })) !== false) return onClose();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      {...(description !== undefined && { description })}
      {...(size !== undefined && { size })}
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
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {isChanged ? (
          <ChangedMeanwhile
            standing={changing?.standing}
            refusal={refusal}
            onSeen={() => {
              changing?.onSeen?.();
              setSeen(revision);
              setError(null);
            }}
          />
        ) : (
          <Problem error={error} {...(failure !== undefined && { title: failure })} />
        )}
        {children}
      </form>
    </Dialog>
  );
}
