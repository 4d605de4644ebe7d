import type { Metadata } from 'next';
import { EntitlementList } from '@/components/entitlement/entitlement-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Entitlements' };

export default async function Page() {
  await requireViewer();
  return <EntitlementList />;
}
