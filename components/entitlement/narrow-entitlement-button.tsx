'use client';

import { useState } from 'react';
import { BlastDelta } from '@/components/blast/blast-delta';
import { ScopeFields } from '@/components/scope/scope-fields';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { EntitlementView } from '@/lib/contract/entitlement';
import { useNarrowEntitlement } from '@/lib/query/entitlement';

/** Makes an entitlement narrower, and its live grants with it. What goes out of reach is shown before. */
export function NarrowEntitlementButton({ entitlement }: { entitlement: EntitlementView }) {
  const missingRole = usePermissionRefusal('entitlement.narrow');
  const narrow = useNarrowEntitlement();
  const [isOpen, setOpen] = useState(false);
  const [scope, setScope] = useState(entitlement.scope);
  const refusal =
    missingRole ?? (entitlement.state === 'live' ? null : `This entitlement is ${entitlement.state} already`);
  return (
    <>
      <Button
        size="sm"
        disabledReason={refusal}
        onClick={() => {
          setScope(entitlement.scope);
          setOpen(true);
        }}
      >
        Narrow
      </Button>
      {isOpen && (
        <ReasonDialog
          title="Narrow the entitlement"
          description="It can only become narrower. Live grants taken from it are cut to what is left, or end."
          confirm="Narrow"
          variant="primary"
          revision={entitlement.revision}
          standing={`The entitlement is ${entitlement.state} now.`}
          refusal={refusal}
          run={async (given) => {
            await narrow.mutateAsync({ id: entitlement.id, scope, ...given });
            showToast({
              tone: 'done',
              title: 'Narrowed',
              detail: 'What was cut away is denied from the next call on.',
            });
          }}
          onClose={() => setOpen(false)}
        >
          <ScopeFields
            value={scope}
            onChange={setScope}
            ceiling={entitlement.scope}
            errorOf={() => undefined}
          />
          <BlastDelta wish={{ agent: entitlement.agent, scope, replaces: entitlement.id }} />
        </ReasonDialog>
      )}
    </>
  );
}
