'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { buttonLook } from '@/components/ui/button-look';
import { usePermissionRefusal } from '@/components/user/permission';
import { evidenceUrl } from '@/lib/query/review-campaign';

/** The signed evidence as one file. */
export function EvidenceButton({ id }: { id: string }) {
  const refusal = usePermissionRefusal('review-campaign.export');
  const label = (
    <>
      <Download aria-hidden="true" />
      Evidence ZIP
    </>
  );
  if (refusal !== null) return <Button disabledReason={refusal}>{label}</Button>;
  return (
    <a
      href={evidenceUrl(id)}
      download
      title="CSV, JSON, receipts and checkpoint; `cordon verify` checks it offline"
      className={buttonLook('secondary', 'md', false)}
    >
      {label}
    </a>
  );
}
