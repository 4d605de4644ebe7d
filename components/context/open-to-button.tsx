'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FormFrame } from '@/components/ui/form-frame';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ContextDetail } from '@/lib/contract/shared-context';
import { useChangeContext } from '@/lib/query/context';
import { OpenToField } from './open-to-field';

export const openToWords = (agents: readonly string[]): string =>
  agents.length === 0 ? 'every agent' : agents.join(', ');

/** Says whose tasks may read and write a context, from their next call on. */
export function OpenToButton({ context }: { context: ContextDetail }) {
  const refusal = usePermissionRefusal('context.change');
  const change = useChangeContext();
  const [agents, setAgents] = useState<readonly string[] | null>(null);

  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setAgents(context.agents)}>
        Open to
      </Button>
      {agents !== null && (
        <FormFrame
          title="Whose tasks may use it"
          description="Others are denied the next call that reads from it. What they have read before stays in their labels."
          confirm="Save"
          failure="Not changed"
          refusal={refusal}
          changing={{
            revision: context.revision,
            standing: `It is open to ${openToWords(context.agents)} now.`,
          }}
          run={async ({ ifMatch }) => {
            await change.mutateAsync({ id: context.id, agents: [...agents], ifMatch });
            showToast({ tone: 'done', title: `Open to ${openToWords(agents)}` });
          }}
          onClose={() => setAgents(null)}
        >
          <OpenToField agents={agents} onChange={setAgents} />
        </FormFrame>
      )}
    </>
  );
}
