'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { CreateGuardrailInput } from '@/lib/contract/guardrail';
import { paths } from '@/lib/paths';
import { useCreateGuardrail } from '@/lib/query/guardrail';

/** What a new one begins with: whole, harmless while it is a draft, and easily made one’s own. */
const START = `@outcome("escalate")
@reason("a {principal.tier} agent wants to {action} in the {resource.zone} zone")
forbid (principal, action, resource)
when { resource.zone == "external" };
`;

const NameOnly = CreateGuardrailInput.pick({ name: true });

/** Names a guardrail. Its text is written on its own page, where what is wrong is shown. */
export function NewGuardrailDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const formId = useId();
  const create = useCreateGuardrail();
  const form = useForm({ resolver: zodResolver(NameOnly), defaultValues: { name: '' } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ name }) => {
    const made = await create.mutateAsync({ name, text: START }).catch(() => null);
    if (made === null) return;
    onClose();
    router.push(paths.guardrail(made.id));
  });

  return (
    <Dialog
      open
      onClose={onClose}
      title="New guardrail"
      description="It begins as a draft, which no decision asks."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" form={formId} variant="primary" busy={create.isPending}>
            Create draft
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Problem error={create.error} title="Not created" />
        <Field
          label="Name"
          hint="The code of its reasons: lower case letters, digits and underscores. It never changes."
          error={errors.name && `The name ${errors.name.message ?? 'is missing'}.`}
        >
          {(control) => (
            <Input
              {...control}
              data-first
              required
              autoComplete="off"
              spellCheck={false}
              {...form.register('name')}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
