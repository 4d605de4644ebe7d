'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '../notice';
import { signIn } from '../sign-in-request';

const LEAST_LENGTH = 12;

type Told = { field?: string; general?: string };

export function SetPasswordForm({ token, email }: { token: string; email: string }) {
  const [busy, setBusy] = useState(false);
  const [isShown, setShown] = useState(false);
  const [told, setTold] = useState<Told>({});

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const password = String(new FormData(event.currentTarget).get('password'));
    setBusy(true);
    setTold({});
    const refusal = await setPassword(token, password);
    if (refusal !== null) {
      setBusy(false);
      return setTold(refusal);
    }
    const result = await signIn(email, password);
    window.location.assign(result === 'signed-in' ? '/' : '/sign-in?note=password-set');
  };

  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {told.general !== undefined && <Notice tone="failed">{told.general}</Notice>}
      <Field label="E-mail address">
        {(control) => (
          <Input {...control} name="email" type="email" autoComplete="username" value={email} readOnly />
        )}
      </Field>
      <Field
        label="New password"
        hint={`At least ${LEAST_LENGTH} characters; a sentence is fine.`}
        {...(told.field !== undefined && { error: told.field })}
      >
        {(control) => (
          <Input
            {...control}
            name="password"
            type={isShown ? 'text' : 'password'}
            autoComplete="new-password"
            required
            minLength={LEAST_LENGTH}
            autoFocus
          />
        )}
      </Field>
      <label className="flex items-center gap-2 pointer-coarse:min-h-11">
        <input type="checkbox" className="size-4" onChange={(event) => setShown(event.target.checked)} />
        Show the password
      </label>
      <Button type="submit" variant="primary" busy={busy}>
        Set password
      </Button>
    </form>
  );
}

/** Null when the password is set; else what to say, and where. */
async function setPassword(token: string, password: string): Promise<Told | null> {
  const failed = { general: 'The server did not answer as it should. Try again.' };
  try {
    const answer = await fetch('/api/auth/set-password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password }),
    });
    if (answer.ok) return null;
    const problem = (await answer.json()) as {
      detail?: string;
      errors?: { field: string; message: string }[];
    };
    const field = problem.errors?.find((one) => one.field === 'password');
    if (field !== undefined) return { field: `The password ${field.message}.` };
    return answer.status === 409 && problem.detail !== undefined
      ? { general: sentence(problem.detail) }
      : failed;
  } catch {
    return failed;
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
