'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useId } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateAgentInput } from '@/lib/contract/agent';
import { slugOf } from '@/lib/domain/agent-card';
import { paths } from '@/lib/paths';
import { useCreateAgent } from '@/lib/query/agent';
import { ApiError } from '@/lib/query/client';
import { AUTONOMY_OPTIONS, ENVIRONMENT_OPTIONS, FieldPair, TIER_OPTIONS } from './agent-fields';
import { OwnerField } from './owner-field';

/** Registers an agent. It begins as a draft: nothing is allowed to it before somebody activates it. */
export function NewAgentDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const formId = useId();
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

  const submit = form.handleSubmit(async (input) => {
    if (refusal !== null) return;
    try {
      const agent = await create.mutateAsync(input);
      showToast({
        tone: 'done',
        title: `${agent.name} is registered`,
        detail: 'It is a draft until activated.',
      });
      onClose();
      router.push(paths.agent(agent.id));
    } catch (error) {
      // What the server says of a field goes to the field; the rest is shown above.
      for (const { name, message } of error instanceof ApiError ? error.fields : []) {
        if (Object.hasOwn(CreateAgentInput.shape, name)) {
          form.setError(name as keyof CreateAgentInput, { message });
        }
      }
    }
  });

  return (
    <Dialog
      open
      onClose={onClose}
      title="New agent"
      description="It begins as a draft. What it may do is said by entitlements; activate it when they are right."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={create.isPending}
            disabledReason={refusal}
          >
            Register as draft
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Problem error={create.error} title="Not registered" />
        <FieldPair>
          <Field label="Name" error={errors.name && 'Give it a name.'}>
            {(control) => (
              <Input
                {...control}
                required
                autoComplete="off"
                {...form.register('name', {
                  onChange: ({ target }) => {
                    if (dirtyFields.id !== true) form.setValue('id', slugOf(target.value));
                  },
                })}
              />
            )}
          </Field>
          <Field
            label="Id"
            hint="How calls name it. It never changes."
            error={errors.id && `The id ${errors.id.message ?? 'is missing'}.`}
          >
            {(control) => (
              <Input {...control} required autoComplete="off" spellCheck={false} {...form.register('id')} />
            )}
          </Field>
        </FieldPair>
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
                  errors.owner && (errors.owner.type === 'manual' ? errors.owner.message : 'Choose a person.')
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
      </form>
    </Dialog>
  );
}
