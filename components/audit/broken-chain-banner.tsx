'use client';

import { useQuery } from '@tanstack/react-query';
import { ShieldX } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import { paths } from '@/lib/paths';
import { ledgerStatus } from '@/lib/query/checkpoint';

/** On every page, while the ledger is known to be broken: which record is the first bad one. */
export function BrokenChainBanner() {
  const refusal = usePermissionRefusal('decision.list');
  const { data } = useQuery({ ...ledgerStatus(), enabled: refusal === null });
  const broken = data?.broken ?? null;
  if (broken === null) return null;
  return (
    <div
      role="alert"
      className="mb-4 flex items-start gap-3 rounded-lg border border-stop bg-stop-tint px-3 py-2.5 text-stop-text"
    >
      <ShieldX aria-hidden="true" className="mt-0.5 size-4.5 shrink-0" />
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <strong className="font-semibold">The ledger is broken.</strong> First bad record:{' '}
        {broken.first === null ? 'unknown' : `${broken.first.table} ${broken.first.id}: ${broken.first.what}`}
        . Found <TimeText at={broken.at} /> by {broken.by}.{' '}
        <Link href={paths.audit()} className="font-medium underline underline-offset-2">
          Verify again
        </Link>
      </p>
    </div>
  );
}
