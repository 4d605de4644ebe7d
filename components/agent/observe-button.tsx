'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { AgentView } from '@/lib/contract/agent';
import { useEndObservation, useObserveAgent } from '@/lib/query/agent';

const HOUR_MS = 3_600_000;
const SPANS = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '672', label: '28 days' },
];

/** Lets guardrails only observe an agent for a while, or answer again. */
export function ObserveButton({ agent }: { agent: AgentView }) {
  const missingRole = usePermissionRefusal('agent.observe');
  const observe = useObserveAgent();
  const end = useEndObservation();
  // What the dialog was opened for; it stays that while it is being done.
  const [ends, setEnds] = useState<boolean | null>(null);
  const [hours, setHours] = useState('24');
  const isObserved = agent.observedUntil !== null;
  const refusal = missingRole ?? (agent.state === 'retired' ? 'It is retired' : null);
  const words =
    (ends ?? isObserved)
      ? { button: 'End observation', effect: 'Guardrails answer again from the next decision on.' }
      : {
          button: 'Observe only',
          effect:
            'What guardrails would have said is recorded and shown, and answers nothing. Hard rules hold as ever.',
        };

  return (
    <>
      <Button disabledReason={refusal} onClick={() => setEnds(isObserved)}>
        {words.button}
      </Button>
      {ends !== null && (
        <ReasonDialog
          title={`${words.button}: ${agent.name}`}
          description={words.effect}
          confirm={words.button}
          variant={ends ? 'primary' : 'danger'}
          revision={agent.revision}
          standing={isObserved ? 'It is observed now.' : 'Guardrails answer for it now.'}
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            const given = { id: agent.id, reason, ifMatch };
            const until = new Date(Date.now() + Number(hours) * HOUR_MS);
            await (ends ? end.mutateAsync(given) : observe.mutateAsync({ ...given, until }));
            showToast({
              tone: 'done',
              title: ends ? 'Guardrails answer again' : 'It is only observed',
            });
          }}
          onClose={() => setEnds(null)}
        >
          {!ends && (
            <Field label="For">
              {(control) => (
                <Select
                  {...control}
                  options={SPANS}
                  value={hours}
                  onChange={(event) => setHours(event.target.value)}
                />
              )}
            </Field>
          )}
        </ReasonDialog>
      )}
    </>
  );
}
