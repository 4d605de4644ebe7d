'use client';

import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { AddIdentityInput } from '@/lib/contract/identity';
import type { IdentityKind } from '@/lib/domain/identity';
import { useAddIdentity } from '@/lib/query/identity';
import { oidcIssuers } from '@/lib/query/issuer';

const KIND_OPTIONS: { value: IdentityKind; label: string }[] = [
  { value: 'spiffe', label: 'SPIFFE ID' },
  { value: 'oidc', label: 'Subject of an issuer' },
  { value: 'key', label: 'Public key' },
];

/** Binds a workload to an agent. */
export function AddIdentityDialog({ agentId, onClose }: { agentId: string; onClose: () => void }) {
  const formId = useId();
  const refusal = usePermissionRefusal('identity.add');
  const issuers = useQuery(oidcIssuers());
  const add = useAddIdentity();
  const [kind, setKind] = useState<IdentityKind>('spiffe');
  const [issuer, setIssuer] = useState('');
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (refusal !== null) return;
    const wish = wishOf(kind, issuer, text.trim());
    const parsed = wish === null ? null : AddIdentityInput.safeParse({ id: agentId, ...wish });
    if (parsed?.success !== true) {
      setError(
        parsed === null ? 'This is no JSON.' : (parsed.error.issues[0]?.message ?? 'This does not fit.'),
      );
      return;
    }
    setError(null);
    const { requiredClaims: _, ...input } = parsed.data;
    try {
      await add.mutateAsync(input);
      showToast({
        tone: 'done',
        title: 'The identity is added',
        detail: 'Its processes may open tasks now.',
      });
      onClose();
    } catch {
      // It is shown from `add.error`; what was typed stays.
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Add an identity"
      description="Whoever proves to be this workload may open tasks of the agent, within its entitlements."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" form={formId} variant="primary" busy={add.isPending} disabledReason={refusal}>
            Add
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Problem error={add.error} title="Not added" />
        <Field label="Kind">
          {(control) => (
            <Select
              {...control}
              options={KIND_OPTIONS}
              value={kind}
              onChange={(event) => setKind(event.target.value as IdentityKind)}
            />
          )}
        </Field>
        {kind === 'oidc' && (
          <Field label="Issuer">
            {(control) => (
              <Select
                {...control}
                emptyLabel="Choose an issuer"
                options={(issuers.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
                value={issuer}
                onChange={(event) => setIssuer(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label={WORDS[kind].label} hint={WORDS[kind].hint} error={error ?? undefined}>
          {(control) =>
            kind === 'key' ? (
              <Textarea
                {...control}
                rows={5}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            ) : (
              <Input
                {...control}
                autoComplete="off"
                spellCheck={false}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )
          }
        </Field>
      </form>
    </Dialog>
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
