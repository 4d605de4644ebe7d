'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { usePermissionRefusal } from '@/components/user/permission';
import type { EntitlementView } from '@/lib/contract/entitlement';

const NarrowEntitlementDialog = lazyDialog(
  async () => (await import('./narrow-entitlement-dialog')).NarrowEntitlementDialog,
);

/** Makes an entitlement narrower, and its live grants with it. What goes out of reach is shown before. */
export function NarrowEntitlementButton({ entitlement }: { entitlement: EntitlementView }) {
  const missingRole = usePermissionRefusal('entitlement.narrow');
  const [isOpen, setOpen] = useState(false);
  const refusal =
    missingRole ?? (entitlement.state === 'live' ? null : `This entitlement is ${entitlement.state} already`);
  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        Narrow
      </Button>
      {isOpen && (
        <NarrowEntitlementDialog entitlement={entitlement} refusal={refusal} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
