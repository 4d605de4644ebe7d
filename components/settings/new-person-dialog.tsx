'use client';

import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { EndText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateUserInput } from '@/lib/contract/user';
import { PERSON_ROLES } from '@/lib/domain/role';
import { useCreateUser, useResetPassword } from '@/lib/query/user';
import { RoleChecks } from './role-checks';
import { ShownOnce } from './shown-once';

type Form = { email: string; name: string; roles: (typeof PERSON_ROLES)[number][] };

/** Creates a person, then shows the link with which they set their password. */
export function NewPersonDialog({ onClose }: { onClose: () => void }) {
  const formId = useId();
  const refusal = usePermissionRefusal('user.create');
  const create = useCreateUser();
  const link = useResetPassword();
  const [form, setForm] = useState<Form>({ email: '', name: '', roles: [] });
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const set = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (refusal !== null) return;
    const parsed = CreateUserInput.safeParse(form);
    const found = parsed.success ? [] : parsed.error.issues;
    setErrors(Object.fromEntries(found.map(({ path, message }) => [String(path[0]), message])));
    if (!parsed.success) return;
    try {
      const { id } = await create.mutateAsync(parsed.data);
      await link.mutateAsync({ id });
    } catch {
      // Shown from the mutations; what was typed stays.
    }
  };

  const made = create.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title={made === undefined ? 'New person' : `${made.name} can set a password`}
      description={
        made === undefined
          ? 'They set a password with a one-time link, or come by single sign-on with this address.'
          : 'Give them this link by a way you trust. Whoever opens it first sets the password.'
      }
      footer={
        made === undefined ? (
          <>
            <Button onClick={onClose}>Back</Button>
            <Button
              type="submit"
              form={formId}
              variant="primary"
              busy={create.isPending || link.isPending}
              disabledReason={refusal}
            >
              Create
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {made === undefined ? (
        <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Problem error={create.error} title="Not created" />
          <Field label="Name" error={errors.name && 'Give a name.'}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                value={form.name}
                onChange={({ target }) => set({ name: target.value })}
              />
            )}
          </Field>
          <Field label="E-mail address" error={errors.email && 'This is no e-mail address.'}>
            {(control) => (
              <Input
                {...control}
                type="email"
                autoComplete="off"
                value={form.email}
                onChange={({ target }) => set({ email: target.value })}
              />
            )}
          </Field>
          <RoleChecks
            label="Roles"
            roles={PERSON_ROLES}
            value={form.roles}
            onChange={(roles) => set({ roles })}
          />
        </form>
      ) : (
        <div className="flex flex-col gap-3">
          <Problem error={link.error} title="The person was created, the link was not made" />
          {link.data !== undefined && (
            <>
              <ShownOnce label="Link" text={link.data.url} />
              <p className="text-muted">
                It <EndText at={link.data.expiresAt} />.
              </p>
            </>
          )}
        </div>
      )}
    </Dialog>
  );
}
