'use client';

import { Button } from '@/components/ui/button';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { useCreateGuardrailCase } from '@/lib/query/guardrail-case';

type Props = {
  guardrail: string;
  decision: string;
  /** What was decided, for who hears only the button. */
  of: string;
};

/** One click: from now on the guardrail must say to this call what it says today. */
export function MakeCaseButton({ guardrail, decision, of }: Props) {
  const refusal = usePermissionRefusal('guardrail-case.create');
  const create = useCreateGuardrailCase();
  const make = async () => {
    const made = await create.mutateAsync({ guardrail, decision }).catch((error: Error) => {
      showToast({ tone: 'failed', title: `Not made: ${error.message}` });
      return null;
    });
    if (made !== null) {
      showToast({ tone: 'done', title: `A case of ${guardrail}: it must say “${made.expected}”` });
    }
  };
  return (
    <Button
      size="sm"
      busy={create.isPending}
      disabledReason={refusal ?? (create.isSuccess ? 'It is a case now' : null)}
      onClick={make}
    >
      Make a case
      <span className="sr-only"> of {of}</span>
    </Button>
  );
}
