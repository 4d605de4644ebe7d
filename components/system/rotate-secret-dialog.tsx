'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import { RotateSecretInput, type SystemView } from '@/lib/contract/system';
import { useRotateSecret } from '@/lib/query/system';

const { value, header, rotateAfterDays, reach } = RotateSecretInput.shape;
/** What is typed, as the contract takes it. */
const SecretForm = z.object({
  value: z.string().trim().pipe(value),
  header: z.string().trim().pipe(header.unwrap()),
  rotateAfterDays: z
    .string()
    .trim()
    .transform((days) => (days === '' ? null : Number(days)))
    .pipe(rotateAfterDays.unwrap()),
  reach: z
    .string()
    .transform((names) => names.split(/[\s,]+/).filter(Boolean))
    .pipe(reach.unwrap()),
});

type DialogProps = { system: SystemView; refusal: string | null; onClose: () => void };

/** Asks for a system's secret. What is typed here is never shown again. */
export function RotateSecretDialog({ system, refusal, onClose }: DialogProps) {
  const rotate = useRotateSecret();
  const { secret } = system;
  const form = useForm({
    resolver: zodResolver(SecretForm),
    defaultValues: {
      value: '',
      header: secret?.header ?? 'authorization',
      rotateAfterDays: secret?.rotateAfterDays?.toString() ?? '',
      reach: secret?.reach.join(', ') ?? '',
    },
  });
  const { errors } = form.formState;

  return (
    <FormDialog
      form={form}
      title={`${secret === null ? 'Set' : 'Rotate'} the secret of ${system.name}`}
      description="It is sealed at once and never shown again. Agents do not see it; the gateway sends it."
      confirm={secret === null ? 'Set' : 'Rotate'}
      failure="Nothing was changed"
      refusal={refusal}
      changing={{
        revision: system.revision,
        standing: secret === null ? 'It has no secret now.' : `Its secret is sent as ${secret.header} now.`,
      }}
      run={async (input, { ifMatch }) => {
        await rotate.mutateAsync({ id: system.id, ifMatch, ...input });
        showToast({
          tone: 'done',
          title: `${system.name} has a new secret`,
          detail: 'The next request to it carries it.',
        });
      }}
      onClose={onClose}
    >
      <Field
        label="Value"
        hint="The whole value of the header, such as Bearer …"
        error={errors.value && `The value ${errors.value.message ?? 'is missing'}.`}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="off"
            required
            data-first
            {...form.register('value')}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Header" error={errors.header && `It ${errors.header.message ?? 'is missing'}.`}>
          {(control) => (
            <Input {...control} required autoComplete="off" spellCheck={false} {...form.register('header')} />
          )}
        </Field>
        <Field
          label="To be replaced after days"
          optional
          error={errors.rotateAfterDays && 'A whole number of days, up to 3660.'}
        >
          {(control) => <Input {...control} inputMode="numeric" {...form.register('rotateAfterDays')} />}
        </Field>
      </div>
      <Field
        label="What it can do"
        optional
        hint="Names of tools, registered or not; * for everything"
        error={errors.reach?.message}
      >
        {(control) => <Input {...control} spellCheck={false} {...form.register('reach')} />}
      </Field>
    </FormDialog>
  );
}
