'use client';

import { type FormEvent, useState } from 'react';
import { signOut } from '@/components/layout/sign-out';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { paths } from '@/lib/paths';
import { Notice } from '../notice';

export function SignOutForm() {
  const [busy, setBusy] = useState(false);
  const [hasFailed, setFailed] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailed(false);
    try {
      await signOut();
    } catch {
      setBusy(false);
      setFailed(true);
    }
  };

  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {hasFailed && (
        <Notice tone="failed">The server did not end the session. You are still signed in.</Notice>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          Sign out
        </Button>
        <LinkButton href={paths.overview()} variant="ghost">
          Stay
        </LinkButton>
      </div>
    </form>
  );
}
