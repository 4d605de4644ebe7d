'use client';

import { Button } from '@/components/ui/button';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { IssuerView } from '@/lib/contract/issuer';
import { useTestIssuer } from '@/lib/query/issuer';

/** Reads an issuer's keys now, and tells what came of it. */
export function TestIssuerButton({ issuer }: { issuer: IssuerView }) {
  const refusal = usePermissionRefusal('issuer.test');
  const test = useTestIssuer();

  const run = async () => {
    try {
      const { keys, problem } = await test.mutateAsync({ id: issuer.id });
      if (problem === null) {
        showToast({
          tone: 'done',
          title: `${issuer.name}: ${keys.length} usable ${keys.length === 1 ? 'key' : 'keys'}`,
        });
      } else showToast({ tone: 'failed', title: `${issuer.name}: its keys cannot be read`, detail: problem });
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'no answer';
      showToast({ tone: 'failed', title: `${issuer.name} could not be tested`, detail });
    }
  };

  return (
    <Button size="sm" busy={test.isPending} disabledReason={refusal} onClick={run}>
      Test
    </Button>
  );
}
