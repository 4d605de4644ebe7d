'use client';

import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateIssuerInput } from '@/lib/contract/issuer';
import type { IssuerKind } from '@/lib/domain/identity';
import { type NewIssuer, useCreateIssuer } from '@/lib/query/issuer';

const KIND_OPTIONS: { value: IssuerKind; label: string }[] = [
  { value: 'oidc', label: 'OIDC issuer' },
  { value: 'spiffe', label: 'SPIFFE trust domain' },
];
const WORDS: Record<IssuerKind, { issuer: string; hint: string; keys: string }> = {
  oidc: { issuer: 'Issuer', hint: 'The iss of its tokens, exactly.', keys: 'Address of its JWK set' },
  spiffe: { issuer: 'Trust domain', hint: 'Such as example.org.', keys: 'Address of its bundle' },
};

/** Trusts an issuer whose keys are read from its address. Entered keys are a matter of the API. */
export function NewIssuerDialog({ onClose }: { onClose: () => void }) {
  const formId = useId();
  const refusal = usePermissionRefusal('issuer.create');
  const create = useCreateIssuer();
  const [form, setForm] = useState<NewIssuer>({ kind: 'oidc', name: '', issuer: '', keysUrl: '' });
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const set = (change: Partial<NewIssuer>) => setForm((before) => ({ ...before, ...change }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (refusal !== null) return;
    const parsed = CreateIssuerInput.safeParse(form);
    const found = parsed.success ? [] : parsed.error.issues;
    setErrors(Object.fromEntries(found.map(({ path, message }) => [String(path[0]), message])));
    if (!parsed.success) return;
    try {
      const { name } = await create.mutateAsync(form);
      showToast({
        tone: 'done',
        title: `${name} is trusted`,
        detail: 'Bind its subjects to agents on their pages.',
      });
      onClose();
    } catch {
      // It is shown from `create.error`; what was typed stays.
    }
  };

  const text = (name: 'name' | 'issuer' | 'keysUrl', label: string, hint?: string) => (
    <Field label={label} error={errors[name]} {...(hint !== undefined && { hint })}>
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          spellCheck={false}
          value={form[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );

  return (
    <Dialog
      open
      onClose={onClose}
      title="New issuer"
      description="Its keys are read from its address, and from nowhere else."
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
            Trust
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Problem error={create.error} title="Not trusted" />
        <Field label="Kind">
          {(control) => (
            <Select
              {...control}
              options={KIND_OPTIONS}
              value={form.kind}
              onChange={(event) => set({ kind: event.target.value as IssuerKind })}
            />
          )}
        </Field>
        {text('name', 'Name')}
        {text('issuer', WORDS[form.kind].issuer, WORDS[form.kind].hint)}
        {text('keysUrl', WORDS[form.kind].keys)}
      </form>
    </Dialog>
  );
}
