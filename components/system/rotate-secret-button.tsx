'use client';

import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SystemView } from '@/lib/contract/system';
import { useRotateSecret } from '@/lib/query/system';

/** Sets or replaces a system's secret. What is typed here is never shown again. */
export function RotateSecretButton({ system }: { system: SystemView }) {
  const refusal = usePermissionRefusal('system.rotate-secret');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        {system.secret === null ? 'Set a secret' : 'Rotate the secret'}
      </Button>
      {isOpen && <RotateDialog system={system} refusal={refusal} onClose={() => setOpen(false)} />}
    </>
  );
}

type DialogProps = { system: SystemView; refusal: string | null; onClose: () => void };

export function RotateDialog({ system, refusal, onClose }: DialogProps) {
  const formId = useId();
  const rotate = useRotateSecret();
  const { secret } = system;

  const submit = async (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const days = text('days');
    try {
      await rotate.mutateAsync({
        id: system.id,
        ifMatch: system.revision,
        value: text('value'),
        header: text('header'),
        rotateAfterDays: days === '' ? null : Number(days),
        reach: text('reach')
          .split(/[\s,]+/)
          .filter(Boolean),
      });
      showToast({
        tone: 'done',
        title: `${system.name} has a new secret`,
        detail: 'The next request to it carries it.',
      });
      onClose();
    } catch {
      // It is shown from `rotate.error`.
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`${secret === null ? 'Set' : 'Rotate'} the secret of ${system.name}`}
      description="It is sealed at once and never shown again. Agents do not see it; the gateway sends it."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={rotate.isPending}
            disabledReason={refusal}
          >
            {secret === null ? 'Set' : 'Rotate'}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!rotate.isPending) void submit(new FormData(event.currentTarget));
        }}
      >
        <Problem error={rotate.error} title="Nothing was changed" />
        <Field label="Value" hint="The whole value of the header, such as Bearer …">
          {(control) => (
            <Input
              {...control}
              name="value"
              type="password"
              autoComplete="off"
              required
              maxLength={8192}
              data-first
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Header">
            {(control) => (
              <Input
                {...control}
                name="header"
                required
                maxLength={64}
                defaultValue={secret?.header ?? 'authorization'}
              />
            )}
          </Field>
          <Field label="To be replaced after days" optional>
            {(control) => (
              <Input
                {...control}
                name="days"
                type="number"
                min={1}
                max={3660}
                defaultValue={secret?.rotateAfterDays ?? ''}
              />
            )}
          </Field>
        </div>
        <Field label="What it can do" optional hint="Names of tools, registered or not; * for everything">
          {(control) => <Input {...control} name="reach" defaultValue={secret?.reach.join(', ') ?? ''} />}
        </Field>
      </form>
    </Dialog>
  );
}
