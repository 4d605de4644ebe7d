'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { NameAndId } from '@/components/ui/name-and-id';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateSystemInput } from '@/lib/contract/system';
import { SYSTEM_KINDS } from '@/lib/domain/system';
import { paths } from '@/lib/paths';
import { useCreateSystem } from '@/lib/query/system';
import { KIND_WORDS } from './kind-words';
import { SystemFields, SystemForm } from './system-fields';

const { id, kind } = CreateSystemInput.shape;
const NewSystemForm = SystemForm.extend({ id, kind });
const KIND_OPTIONS = SYSTEM_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }));

/** Registers a system. Nothing may call it before its tools are registered and reviewed. */
export function NewSystemDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const refusal = usePermissionRefusal('system.create');
  const create = useCreateSystem();
  const form = useForm<z.input<typeof NewSystemForm>, unknown, z.output<typeof NewSystemForm>>({
    resolver: zodResolver(NewSystemForm),
    defaultValues: {
      id: '',
      name: '',
      kind: 'mcp',
      zone: 'internal',
      environment: 'development',
      sensitivity: 'internal',
      url: '',
      owner: '',
    },
  });
  const { errors, dirtyFields } = form.formState;

  return (
    <FormDialog
      form={form}
      title="New system"
      description="A destination of calls. Nothing may call it before its tools are registered and reviewed."
      confirm="Register"
      failure="Not registered"
      refusal={refusal}
      run={async ({ url, owner, ...input }) => {
        const system = await create.mutateAsync({
          ...input,
          ...(url !== null && { url }),
          ...(owner !== null && { owner }),
        });
        showToast({
          tone: 'done',
          title: `${system.name} is registered`,
          detail: system.kind === 'mcp' ? 'Ask it for its tools next.' : 'Register its tools next.',
        });
        router.push(paths.system(system.id));
      }}
      onClose={onClose}
    >
      <NameAndId
        name={(options) => form.register('name', options)}
        id={form.register('id')}
        errors={errors}
        suggest={(id) => {
          if (dirtyFields.id !== true) form.setValue('id', id);
        }}
      />
      <Field label="Kind">
        {(control) => <Select {...control} options={KIND_OPTIONS} {...form.register('kind')} />}
      </Field>
      <SystemFields form={form} />
    </FormDialog>
  );
}
