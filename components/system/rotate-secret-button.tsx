'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SystemView } from '@/lib/contract/system';

const RotateSecretDialog = lazyDialog(
  async () => (await import('./rotate-secret-dialog')).RotateSecretDialog,
);

/** Sets or replaces a system's secret. What is typed here is never shown again. */
export function RotateSecretButton({ system }: { system: SystemView }) {
  const refusal = usePermissionRefusal('system.rotate-secret');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        {system.secret === null ? 'Set a secret' : 'Rotate the secret'}
      </Button>
      {isOpen && <RotateSecretDialog system={system} refusal={refusal} onClose={() => setOpen(false)} />}
    </>
  );
}
