'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SystemView } from '@/lib/contract/system';

const ChangeSystemDialog = lazyDialog(
  async () => (await import('./change-system-dialog')).ChangeSystemDialog,
);

/** Changes what is known of a system. */
export function ChangeSystemButton({ system }: { system: SystemView }) {
  const refusal = usePermissionRefusal('system.change');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button disabledReason={refusal} onClick={() => setOpen(true)}>
        Change
      </Button>
      {isOpen && <ChangeSystemDialog system={system} refusal={refusal} onClose={() => setOpen(false)} />}
    </>
  );
}
