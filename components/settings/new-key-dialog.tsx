'use client';

import { type FormEvent, useState } from 'react';
import { OwnerField } from '@/components/agent/owner-field';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SubmitDialog } from '@/components/ui/submit-dialog';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { ROLES, type Role } from '@/lib/domain/role';
import { useCreateApiKey } from '@/lib/query/api-key';
import { ApiError } from '@/lib/query/client';
import { ManyField } from './many-field';
import { RoleChecks } from './role-checks';
import { ShownOnceDialog } from './shown-once-dialog';

const DAY_MS = 24 * 3_600_000;
const ENDS = [
  { value: '1', label: 'In 1 day' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never (a finding)' },
];

type Form = { name: string; roles: Role[]; systems: string[]; agents: string[]; user: string; days: string };
const EMPTY: Form = { name: '', roles: [], systems: [], agents: [], user: '', days: '90' };

/** Creates a key for automation, and shows it once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const refusal = usePermissionRefusal('api-key.create');
  const create = useCreateApiKey();
  const [form, setForm] = useState<Form>(EMPTY);
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const set = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }));
  const isPep = form.roles.includes('pep');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (refusal !== null) return;
    const { name, roles, systems, agents, user, days } = form;
    const input = {
      name,
      roles,
      ...(isPep && { systems, agents }),
      ...(user !== '' && { user }),
      ...(days !== 'never' && { expiresAt: new Date(Date.now() + Number(days) * DAY_MS) }),
    };
    const parsed = CreateApiKeyInput.safeParse(input);
    const found = parsed.success ? [] : parsed.error.issues;
    setErrors(Object.fromEntries(found.map(({ path, message }) => [String(path[0]), message])));
    if (!parsed.success) return;
    try {
      await create.mutateAsync(input);
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : [];
      setErrors(Object.fromEntries(fields.map((one) => [one.name, one.message])));
    }
  };

  if (create.data !== undefined) {
    return (
      <ShownOnceDialog
        title={`${create.data.name} is made`}
        description="Only its hash is kept. Whoever has the key acts with its roles until it ends or is revoked."
        label="Key"
        text={create.data.key}
        onClose={onClose}
      />
    );
  }
  return (
    <SubmitDialog
      title="New API key"
      description="For automation: a gateway that asks, a script that reads."
      confirm="Make the key"
      busy={create.isPending}
      refusal={refusal}
      error={create.error}
      failure="Not made"
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Name" hint="What it is for." error={errors.name && 'Give it a name.'}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            value={form.name}
            onChange={({ target }) => set({ name: target.value })}
          />
        )}
      </Field>
      <RoleChecks
        label="Roles"
        roles={ROLES}
        value={form.roles}
        onChange={(roles) => set({ roles })}
        error={errors.roles && `Roles: ${errors.roles}`}
      />
      {isPep && (
        <>
          <ManyField
            label="Systems"
            hint="About which it may ask. A key of role pep is bound to systems, to agents, or to both."
            error={errors.systems}
            source={TARGET_SOURCES.system}
            value={form.systems}
            onChange={(systems) => set({ systems })}
          />
          <ManyField
            label="Agents"
            error={errors.agents}
            source={TARGET_SOURCES.agent}
            value={form.agents}
            onChange={(agents) => set({ agents })}
          />
        </>
      )}
      <OwnerField
        label="Person"
        hint="It then never has a role which they lack, and stops when they are disabled."
        optional
        value={form.user}
        onChange={(user) => set({ user })}
        {...(errors.user !== undefined && { error: errors.user })}
      />
      <Field label="Ends">
        {(control) => (
          <Select
            {...control}
            options={ENDS}
            value={form.days}
            onChange={({ target }) => set({ days: target.value })}
          />
        )}
      </Field>
    </SubmitDialog>
  );
}
