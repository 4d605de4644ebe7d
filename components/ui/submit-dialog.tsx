'use client';

import { type FormEvent, type ReactNode, useId } from 'react';
import { Button } from './button';
import type { ButtonVariant } from './button-look';
import { Dialog } from './dialog';
import { Problem } from './problem';

type Props = {
  title: string;
  description: string;
  /** What the button does, in its own words. */
  confirm: string;
  variant?: ButtonVariant;
  busy: boolean;
  refusal: string | null;
  /** What went wrong at the last try, and how that is called. */
  error: Error | null;
  failure: string;
  onSubmit: (event: FormEvent) => void;
  onClose: () => void;
  children: ReactNode;
};

/** The frame of a dialog that keeps its own fields: a form, what went wrong, the way back and the deed. */
export function SubmitDialog(props: Props) {
  const { title, description, confirm, variant = 'primary', busy, refusal, onClose } = props;
  const formId = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" form={formId} variant={variant} busy={busy} disabledReason={refusal}>
            {confirm}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={props.onSubmit} noValidate className="flex flex-col gap-4">
        <Problem error={props.error} title={props.failure} />
        {props.children}
      </form>
    </Dialog>
  );
}
