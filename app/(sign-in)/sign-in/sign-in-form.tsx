'use client';

import { type FormEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '../notice';
import { type SignInResult, signIn } from '../sign-in-request';

const TOLD: Record<Exclude<SignInResult, 'signed-in'>, string> = {
  wrong: 'The address or the password is not right.',
  locked: 'Too many attempts. Try again in 15 minutes.',
  failed: 'The server did not answer as it should. Try again.',
};

export function SignInForm({ goTo }: { goTo: string }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const password = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const sent = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    const result = await signIn(String(sent.get('email')), String(sent.get('password')));
    if (result === 'signed-in') return window.location.assign(goTo);
    setBusy(false);
    setProblem(TOLD[result]);
    password.current?.select();
  };

  // A form that is sent before the script runs must not put the password into the address.
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {problem !== null && <Notice tone="failed">{problem}</Notice>}
      <Field label="E-mail address">
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={254}
            autoFocus
          />
        )}
      </Field>
      <Field label="Password">
        {(control) => (
          <Input
            {...control}
            ref={password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
