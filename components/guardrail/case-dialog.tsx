'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { CASE_ANSWERS, type CaseAnswer } from '@/lib/domain/guardrail-case';
import { guardrailList } from '@/lib/query/guardrail';
import { useCreateGuardrailCase } from '@/lib/query/guardrail-case';

const WORDS: Record<CaseAnswer, string> = {
  silent: 'nothing',
  escalate: 'escalate: ask a person',
  defer: 'defer',
  deny: 'deny',
};

type Props = {
  decision: string;
  /** The guardrails that had something to say to it. */
  said: readonly string[];
  onClose: () => void;
};

/** Makes a case of a decision: which guardrail must say what to such a call before it is enforced. */
export function CaseDialog({ decision, said, onClose }: Props) {
  const refusal = usePermissionRefusal('guardrail-case.create');
  const create = useCreateGuardrailCase();
  const list = useInfiniteQuery(guardrailList());
  const [guardrail, setGuardrail] = useState(said[0] ?? '');
  const [expected, setExpected] = useState<CaseAnswer | ''>('');
  const names = list.data?.pages.flatMap(({ items }) => items.map(({ name }) => name)) ?? [];
  const options = [...said, ...names.filter((name) => !said.includes(name))];

  return (
    <FormFrame
      title="Make a case"
      description="The call as it was recorded. No version of the guardrail is enforced that says otherwise to it."
      confirm="Make a case"
      failure="Not made"
      refusal={refusal ?? (guardrail === '' ? 'Choose a guardrail' : null)}
      onClose={onClose}
      run={async () => {
        const made = await create.mutateAsync({
          guardrail,
          decision,
          ...(expected !== '' && { expected }),
        });
        showToast({ tone: 'done', title: `${guardrail} must say “${made.expected}” to this call` });
      }}
    >
      <Field label="Guardrail">
        {(control) => (
          <Select
            {...control}
            value={guardrail}
            onChange={({ target }) => setGuardrail(target.value)}
            emptyLabel="Choose one"
            options={options.map((value) => ({ value, label: value }))}
          />
        )}
      </Field>
      <Field label="It must say">
        {(control) => (
          <Select
            {...control}
            value={expected}
            onChange={({ target }) => setExpected(target.value as CaseAnswer | '')}
            emptyLabel="What it says today"
            options={CASE_ANSWERS.map((value) => ({ value, label: WORDS[value] }))}
          />
        )}
      </Field>
    </FormFrame>
  );
}
