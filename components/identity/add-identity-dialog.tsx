'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { AddIdentityInput } from '@/lib/contract/identity';
import { IDENTITY_KINDS, type IdentityKind } from '@/lib/domain/identity';
import { useAddIdentity } from '@/lib/query/identity';
import { oidcIssuers } from '@/lib/query/issuer';

const KIND_OPTIONS: { value: IdentityKind; label: string }[] = [
  { value: 'spiffe', label: 'SPIFFE ID' },
  { value: 'oidc', label: 'Subject of an issuer' },
  { value: 'key', label: 'Public key' },
];

/** Binds a workload to an agent. */
export function AddIdentityDialog({ agentId, onClose }: { agentId: string; onClose: () => void }) {
  const refusal = usePermissionRefusal('identity.add');
  const issuers = useQuery(oidcIssuers());
  const add = useAddIdentity();
  const form = useForm({
    resolver: zodResolver(useMemo(() => identityForm(agentId), [agentId])),
    defaultValues: { kind: 'spiffe' as IdentityKind, issuer: '', text: '' },
  });
  const { errors } = form.formState;
  const kind = form.watch('kind');

  return (
    <FormDialog
      form={form}
      title="Add an identity"
      description="Whoever proves to be this workload may open tasks of the agent, within its entitlements."
      confirm="Add"
      failure="Not added"
      refusal={refusal}
      run={async (input) => {
        await add.mutateAsync(input);
        showToast({
          tone: 'done',
          title: 'The identity is added',
          detail: 'Its processes may open tasks now.',
        });
      }}
      onClose={onClose}
    >
      <Field label="Kind">
        {(control) => <Select {...control} options={KIND_OPTIONS} {...form.register('kind')} />}
      </Field>
      {kind === 'oidc' && (
        <Field label="Issuer" error={errors.issuer?.message}>
          {(control) => (
            <Select
              {...control}
              emptyLabel="Choose an issuer"
              options={(issuers.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              {...form.register('issuer')}
            />
          )}
        </Field>
      )}
      <Field label={WORDS[kind].label} hint={WORDS[kind].hint} error={errors.text?.message}>
        {(control) =>
          kind === 'key' ? (
            <Textarea {...control} rows={5} spellCheck={false} {...form.register('text')} />
          ) : (
            <Input {...control} autoComplete="off" spellCheck={false} {...form.register('text')} />
          )
        }
      </Field>
    </FormDialog>
  );
}

const WORDS: Record<IdentityKind, { label: string; hint: string }> = {
  spiffe: {
    label: 'SPIFFE ID',
    hint: 'Such as spiffe://example.org/invoices; its trust domain is a trusted issuer.',
  },
  oidc: {
    label: 'Subject',
    hint: 'The sub of its tokens. A * stands for one segment, a last ** for several.',
  },
  key: { label: 'Public key', hint: 'As a JWK. The private half stays with the workload.' },
};

/** What is typed, made a wish in the words of the contract, which checks it. */
const identityForm = (agentId: string) =>
  z
    .object({ kind: z.enum(IDENTITY_KINDS), issuer: z.string(), text: z.string().trim() })
    .transform(({ kind, issuer, text }, check): Omit<AddIdentityInput, 'requiredClaims'> => {
      const wish = wishOf(kind, issuer, text);
      const parsed = wish === null ? null : AddIdentityInput.safeParse({ id: agentId, ...wish });
      if (parsed?.success === true) {
        const { requiredClaims: _, ...input } = parsed.data;
        return input;
      }
      const issues = parsed?.error.issues ?? [{ path: ['text'], message: 'This is no JSON.' }];
      for (const { path, message } of issues) {
        check.addIssue({ code: 'custom', path: [path[0] === 'issuer' ? 'issuer' : 'text'], message });
      }
      return z.NEVER;
    });

/** The wish in the words of the contract; null for a key that is no JSON. */
function wishOf(kind: IdentityKind, issuer: string, text: string): Record<string, unknown> | null {
  if (kind === 'spiffe') return { kind, spiffeId: text };
  if (kind === 'oidc') {
    const subject = text.includes('*') ? { subjectPattern: text } : { subject: text };
    return { kind, issuer, ...subject };
  }
  try {
    return { kind, publicKey: JSON.parse(text) };
  } catch {
    return null;
  }
}
