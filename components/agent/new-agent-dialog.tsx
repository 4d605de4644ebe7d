'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { Controller, useForm } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { FieldPair } from '@/components/ui/field-pair';
import { FormDialog } from '@/components/ui/form-dialog';
import { NameAndId } from '@/components/ui/name-and-id';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateAgentInput } from '@/lib/contract/agent';
import { paths } from '@/lib/paths';
import { useCreateAgent } from '@/lib/query/agent';
import { AUTONOMY_OPTIONS, ENVIRONMENT_OPTIONS, TIER_OPTIONS } from './agent-fields';
import { OwnerField } from './owner-field';

/** Registers an agent. It begins as a draft: nothing is allowed to it before somebody activates it. */
export function NewAgentDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const refusal = usePermissionRefusal('agent.create');
  const create = useCreateAgent();
  const form = useForm({
    resolver: zodResolver(CreateAgentInput),
    defaultValues: {
      id: '',
      name: '',
      purpose: '',
      owner: '',
      riskTier: 'moderate',
      autonomy: 'supervised',
      environment: 'development',
    },
  });
  const { errors, dirtyFields } = form.formState;

  const register = async (input: CreateAgentInput) => {
    const agent = await create.mutateAsync(input);
    showToast({
      tone: 'done',
      title: `${agent.name} is registered`,
      detail: 'It is a draft until activated.',
    });
    router.push(paths.agent(agent.id));
  };

  return (
    <FormDialog
      form={form}
      title="New agent"
      description="It begins as a draft. What it may do is said by entitlements; activate it when they are right."
      confirm="Register as draft"
      failure="Not registered"
      refusal={refusal}
      run={register}
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
      <Field label="Purpose" error={errors.purpose && 'Say what it is for.'}>
        {(control) => <Textarea {...control} required rows={2} {...form.register('purpose')} />}
      </Field>
      <FieldPair>
        <Controller
          control={form.control}
          name="owner"
          render={({ field }) => (
            <OwnerField
              label="Owner"
              hint="Answers for it. Without an enabled owner every call is denied."
              error={
                errors.owner && (errors.owner.type === 'server' ? errors.owner.message : 'Choose a person.')
              }
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Controller
          control={form.control}
          name="backupOwner"
          render={({ field }) => (
            <OwnerField
              label="Backup owner"
              optional
              hint="Answers for it when the owner has left."
              error={errors.backupOwner && (errors.backupOwner.message ?? 'Choose a person.')}
              value={field.value ?? ''}
              onChange={(email) => field.onChange(email === '' ? undefined : email)}
            />
          )}
        />
      </FieldPair>
      <FieldPair>
        <Field label="Tier" hint="Its reach may raise it, never lower it.">
          {(control) => <Select {...control} options={TIER_OPTIONS} {...form.register('riskTier')} />}
        </Field>
        <Field label="Environment">
          {(control) => (
            <Select {...control} options={ENVIRONMENT_OPTIONS} {...form.register('environment')} />
          )}
        </Field>
      </FieldPair>
      <Field label="Autonomy">
        {(control) => <Select {...control} options={AUTONOMY_OPTIONS} {...form.register('autonomy')} />}
      </Field>
    </FormDialog>
  );
}
