'use client';

import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import { useChangeForm } from '@/components/ui/use-change-form';
import type { SystemView } from '@/lib/contract/system';
import { useChangeSystem } from '@/lib/query/system';
import { SystemFields, SystemForm, type SystemTyped } from './system-fields';

const typedOf = (system: SystemView): SystemTyped => ({
  name: system.name,
  zone: system.zone,
  environment: system.environment,
  sensitivity: system.sensitivity,
  url: system.url ?? '',
  owner: system.owner?.email ?? '',
});

type DialogProps = { system: SystemView; refusal: string | null; onClose: () => void };

/** Asks for what is known of a system. */
export function ChangeSystemDialog({ system, refusal, onClose }: DialogProps) {
  const change = useChangeSystem();
  const now = typedOf(system);
  const { form, begun, changesIn, moved, follow } = useChangeForm(SystemForm, now);

  return (
    <FormDialog
      form={form}
      title={`Change ${system.name}`}
      description="What is changed here counts from the next call on."
      confirm="Save"
      failure="Not changed"
      refusal={refusal}
      changing={{
        revision: system.revision,
        standing:
          moved.length === 0
            ? 'What stands here was not touched.'
            : moved.map((field) => `${field}: ${now[field] || 'none'}`).join(' · '),
        onSeen: follow,
      }}
      run={async (values, { ifMatch }) => {
        const changes = changesIn(values);
        if (Object.keys(changes).length === 0) return;
        await change.mutateAsync({ id: system.id, ifMatch, ...changes });
        showToast({ tone: 'done', title: `${values.name} is changed` });
      }}
      onClose={onClose}
    >
      <Field label="Name" error={form.formState.errors.name && 'Give it a name.'}>
        {(control) => <Input {...control} required autoComplete="off" {...form.register('name')} />}
      </Field>
      <SystemFields
        key={JSON.stringify(begun)}
        form={form}
        ownerName={system.owner?.email === form.watch('owner') ? system.owner?.name : undefined}
      />
    </FormDialog>
  );
}
