'use client';

import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { Textarea } from '@/components/ui/textarea';
import { useDenyEscalation } from '@/lib/query/escalation';
import type { AnswerProps } from './use-answer';

/** What is said most often; what the agent can do about it is said with it. */
const REASONS = [
  { chip: 'Not needed', text: 'The task does not need this. Go on without it.' },
  { chip: 'Wrong target', text: 'This is not the right target. Check it, and ask for the right one.' },
  { chip: 'Too much', text: 'This is more than the task needs. Ask for less.' },
  { chip: 'Not now', text: 'Not now. Ask again later, or let a person do it.' },
  { chip: 'Looks wrong', text: 'This does not look like what the task was opened for. Stop, and report it.' },
] as const;

/** Says no, with a reason that the agent receives. */
export function DenyDialog({ escalation, refusal, changing, onDone, onClose }: AnswerProps) {
  const deny = useDenyEscalation();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  return (
    <FormFrame
      title="Deny the call"
      description="It stays denied for this task: the same call is not asked again."
      confirm="Deny"
      variant="danger"
      failure="Not denied"
      refusal={refusal}
      changing={changing}
      onClose={onClose}
      run={async () => {
        const given = reason.trim();
        setMissing(given === '');
        if (given === '') return false;
        onDone(await deny.mutateAsync({ id: escalation.id, reason: given }));
        return true;
      }}
    >
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">Reasons that are given often</legend>
        {REASONS.map(({ chip, text }, at) => (
          <Button
            key={chip}
            size="sm"
            data-first={at === 0 || undefined}
            aria-pressed={reason === text}
            className="max-md:h-11"
            onClick={() => {
              setReason(text);
              field.current?.focus();
            }}
          >
            {chip}
          </Button>
        ))}
      </fieldset>
      <Field
        label="Reason"
        hint="The agent receives it as it stands here; it is kept with your name. ⌘↵ or Ctrl+Enter denies."
        {...(isMissing && reason.trim() === '' && { error: 'Say why: the agent has nothing else to go by.' })}
      >
        {(control) => (
          <Textarea
            {...control}
            ref={field}
            required
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                event.currentTarget.form?.requestSubmit();
              }
            }}
          />
        )}
      </Field>
    </FormFrame>
  );
}
