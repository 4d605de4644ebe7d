'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateIssuerInput } from '@/lib/contract/issuer';
import type { IssuerKind } from '@/lib/domain/identity';
import { useCreateIssuer } from '@/lib/query/issuer';

const KIND_OPTIONS: { value: IssuerKind; label: string }[] = [
  { value: 'oidc', label: 'OIDC issuer' },
  { value: 'spiffe', label: 'SPIFFE trust domain' },
];
const WORDS: Record<IssuerKind, { issuer: string; hint: string; keys: string }> = {
  oidc: { issuer: 'Issuer', hint: 'The iss of its tokens, exactly.', keys: 'Address of its JWK set' },
  spiffe: { issuer: 'Trust domain', hint: 'Such as example.org.', keys: 'Address of its bundle' },
};

const { kind, name, issuer, keysUrl } = CreateIssuerInput.shape;
/** Keys are read from an address here. Entered keys are a matter of the API. */
const IssuerForm = z.object({ kind, name, issuer, keysUrl: keysUrl.unwrap() });

/** Trusts an issuer whose keys are read from its address. */
export function NewIssuerDialog({ onClose }: { onClose: () => void }) {
  const refusal = usePermissionRefusal('issuer.create');
  const create = useCreateIssuer();
  const form = useForm({
    resolver: zodResolver(IssuerForm),
    defaultValues: { kind: 'oidc' as IssuerKind, name: '', issuer: '', keysUrl: '' },
  });
  const { errors } = form.formState;
  const words = WORDS[form.watch('kind')];

  const text = (field: 'name' | 'issuer' | 'keysUrl', label: string, hint?: string) => (
    <Field label={label} error={errors[field]?.message} {...(hint !== undefined && { hint })}>
      {(control) => (
        <Input {...control} required autoComplete="off" spellCheck={false} {...form.register(field)} />
      )}
    </Field>
  );

  return (
    <FormDialog
      form={form}
      title="New issuer"
      description="Its keys are read from its address, and from nowhere else."
      confirm="Trust"
      failure="Not trusted"
      refusal={refusal}
      run={async (input) => {
        const made = await create.mutateAsync(input);
        showToast({
          tone: 'done',
          title: `${made.name} is trusted`,
          detail: 'Bind its subjects to agents on their pages.',
        });
      }}
      onClose={onClose}
    >
      <Field label="Kind">
        {(control) => <Select {...control} options={KIND_OPTIONS} {...form.register('kind')} />}
      </Field>
      {text('name', 'Name')}
      {text('issuer', words.issuer, words.hint)}
      {text('keysUrl', words.keys)}
    </FormDialog>
  );
}
