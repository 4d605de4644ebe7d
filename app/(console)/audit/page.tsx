import type { Metadata } from 'next';
import { AuditPage } from '@/components/audit/audit-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Audit' };

export default async function Page() {
  await requireViewer();
  return <AuditPage />;
}
