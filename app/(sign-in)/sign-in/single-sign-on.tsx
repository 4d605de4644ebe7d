'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '../notice';
import { singleSignOnUrl } from '../sign-in-request';

type Props = { name: string; goTo: string };

export function SingleSignOn({ name, goTo }: Props) {
  const [busy, setBusy] = useState(false);
  const [hasFailed, setFailed] = useState(false);

  const go = async () => {
    setBusy(true);
    setFailed(false);
    const url = await singleSignOnUrl(goTo);
    if (url !== null) return window.location.assign(url);
    setBusy(false);
    setFailed(true);
  };

  return (
    <div className="flex flex-col gap-3 border-line border-t pt-6">
      {hasFailed && <Notice tone="failed">The identity provider cannot be reached. Try again.</Notice>}
      <Button onClick={go} busy={busy}>
        Continue with {name}
      </Button>
    </div>
  );
}
