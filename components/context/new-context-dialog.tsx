'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/input';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateContextInput } from '@/lib/contract/shared-context';
import { paths } from '@/lib/paths';
import { useCreateContext } from '@/lib/query/context';
import { OpenToField } from './open-to-field';

/** Creates a memory that tasks may share. */
export function NewContextDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const refusal = usePermissionRefusal('context.create');
  const create = useCreateContext();
  const form = useForm({
    resolver: zodResolver(CreateContextInput),
    defaultValues: { name: '', agents: [] as string[] },
  });
  const { errors } = form.formState;

  return (
    <FormDialog
      form={form}
      title="New context"
      description="Calls name it by its id when they read from it, and reports when they have written to it."
      confirm="Create"
      failure="Not created"
      refusal={refusal}
      run={async (given) => {
        const made = await create.mutateAsync(given);
        router.push(paths.context(made.id));
      }}
      onClose={onClose}
    >
      <Field label="Name" error={errors.name && `The name ${errors.name.message ?? 'is missing'}.`}>
        {(control) => (
          <Input {...control} data-first required autoComplete="off" {...form.register('name')} />
        )}
      </Field>
      <OpenToField
        agents={form.watch('agents') ?? []}
        error={errors.agents?.message}
        onChange={(agents) => form.setValue('agents', [...agents], { shouldDirty: true })}
      />
    </FormDialog>
  );
}
