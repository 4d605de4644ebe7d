'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/input';
import { usePermissionRefusal } from '@/components/user/permission';
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
  const refusal = usePermissionRefusal('guardrail.create');
  const create = useCreateGuardrail();
  const form = useForm({ resolver: zodResolver(NameOnly), defaultValues: { name: '' } });
  const { errors } = form.formState;

  return (
    <FormDialog
      form={form}
      title="New guardrail"
      description="It begins as a draft, which no decision asks."
      confirm="Create draft"
      failure="Not created"
      refusal={refusal}
      run={async ({ name }) => {
        const made = await create.mutateAsync({ name, text: START });
        router.push(paths.guardrail(made.id));
      }}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
