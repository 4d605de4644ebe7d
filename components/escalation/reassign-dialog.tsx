'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { Textarea } from '@/components/ui/textarea';
import { userSource } from '@/components/user/user-source';
import { useReassignEscalation } from '@/lib/query/escalation';
import type { AnswerProps } from './use-answer';

/** Asks somebody else by name. They are told, and must be allowed to decide on it. */
export function ReassignDialog({ escalation, refusal, changing, onDone, onClose }: AnswerProps) {
  const reassign = useReassignEscalation();
  const [person, setPerson] = useState<Choice | null>(null);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);

  return (
    <FormFrame
      title="Ask somebody else"
      description="The time that is left does not change. Who has an interest in the call cannot be asked."
      confirm="Ask them"
      failure="Not reassigned"
      refusal={refusal}
      changing={changing}
      onClose={onClose}
      run={async () => {
        setMissing(person === null);
        if (person === null) return false;
        const given = reason.trim();
        onDone(
          await reassign.mutateAsync({
            id: escalation.id,
            to: person.id,
            ...(given !== '' && { reason: given }),
          }),
        );
        return true;
      }}
    >
      <Field label="Who is asked" {...(isMissing && person === null && { error: 'Choose somebody.' })}>
        {(control) => (
          <SearchSelect control={control} source={userSource} value={person} onChange={setPerson} isFirst />
        )}
      </Field>
      <Field label="Reason" optional hint="They read it.">
        {(control) => (
          <Textarea
            {...control}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormFrame>
  );
}
