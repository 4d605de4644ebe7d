'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { LabelsView } from '@/lib/contract/label';
import { SENSITIVITIES, type Sensitivity } from '@/lib/domain/sensitivity';
import { useRelabel } from '@/lib/query/context';

type Props = {
  target: { kind: 'task' | 'context'; id: string };
  labels: LabelsView;
  revision: number;
};

const UNTRUSTED = [
  { value: 'true', label: 'Untrusted content was taken in' },
  { value: 'false', label: 'No untrusted content is left in it' },
] as const;

/** Lets an admin set labels in their own name: the only way in which they are lowered. */
export function RelabelButton({ target, labels, revision }: Props) {
  const refusal = usePermissionRefusal(`${target.kind}.relabel`);
  const relabel = useRelabel();
  const [isOpen, setOpen] = useState(false);
  const [sensitivity, setSensitivity] = useState<Sensitivity>(labels.sensitivity);
  const [untrusted, setUntrusted] = useState(labels.untrusted);
  const open = () => {
    setSensitivity(labels.sensitivity);
    setUntrusted(labels.untrusted);
    setOpen(true);
  };

  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={open}>
        Relabel
      </Button>
      {isOpen && (
        <ReasonDialog
          title={`Relabel the ${target.kind}`}
          description="Rules believe these labels from the next call on. Lowering them is your word that the content is harmless."
          confirm="Relabel"
          variant="primary"
          revision={revision}
          standing={`It stands at ${labels.sensitivity}${labels.untrusted ? ', with untrusted content' : ''} now.`}
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            await relabel.mutateAsync({ ...target, labels: { sensitivity, untrusted }, reason, ifMatch });
            showToast({
              tone: 'done',
              title: 'Relabelled',
              detail: 'The next call is decided on these labels.',
            });
          }}
          onClose={() => setOpen(false)}
        >
          <Field label="Highest data">
            {(control) => (
              <Select
                {...control}
                value={sensitivity}
                onChange={(event) => setSensitivity(event.target.value as Sensitivity)}
                options={SENSITIVITIES.map((value) => ({ value, label: value }))}
              />
            )}
          </Field>
          <Field label="Untrusted content">
            {(control) => (
              <Select
                {...control}
                value={String(untrusted)}
                onChange={(event) => setUntrusted(event.target.value === 'true')}
                options={UNTRUSTED}
              />
            )}
          </Field>
        </ReasonDialog>
      )}
    </>
  );
}
