'use client';

import { useState } from 'react';
import { BlastDelta } from '@/components/blast/blast-delta';
import { ScopeFields } from '@/components/scope/scope-fields';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import type { EntitlementView } from '@/lib/contract/entitlement';
import { useNarrowEntitlement } from '@/lib/query/entitlement';

type Props = { entitlement: EntitlementView; refusal: string | null; onClose: () => void };

/** Asks what is to be left of an entitlement, and shows what goes out of reach. */
export function NarrowEntitlementDialog({ entitlement, refusal, onClose }: Props) {
  const narrow = useNarrowEntitlement();
  const [scope, setScope] = useState(entitlement.scope);
  return (
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
      onClose={onClose}
    >
      <ScopeFields value={scope} onChange={setScope} ceiling={entitlement.scope} errorOf={() => undefined} />
      <BlastDelta wish={{ agent: entitlement.agent, scope, replaces: entitlement.id }} />
    </ReasonDialog>
  );
}
