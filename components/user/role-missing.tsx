'use client';

import { LockKeyhole } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';

/** In place of what somebody may not see: which role is missing, and who can give it. */
export function RoleMissing({ what, refusal }: { what: string; refusal: string }) {
  return (
    <EmptyState
      title={`${what} not yours to see`}
      action={<LockKeyhole aria-hidden="true" className="size-5 text-muted" />}
    >
      {refusal}.
    </EmptyState>
  );
}
