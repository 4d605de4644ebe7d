'use client';

import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { usePermissionRefusal } from '@/components/user/permission';
import type { AgentView } from '@/lib/contract/agent';

const loadDialog = () => import('./change-agent-dialog');
const ChangeAgentDialog = lazy(async () => ({ default: (await loadDialog()).ChangeAgentDialog }));

/** Changes what is known of an agent. */
export function ChangeAgentButton({ agent }: { agent: AgentView }) {
  const missingRole = usePermissionRefusal('agent.change');
  const [isOpen, setOpen] = useState(false);
  const refusal = missingRole ?? (agent.state === 'retired' ? `agent ${agent.id} is retired` : null);
  return (
    <>
      <Button
        disabledReason={refusal}
        onPointerEnter={() => void loadDialog()}
        onFocus={() => void loadDialog()}
        onClick={() => setOpen(true)}
      >
        Change
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <ChangeAgentDialog agent={agent} refusal={refusal} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
