import type { Metadata } from 'next';
import { NewEntitlementPage } from '@/components/entitlement/new-entitlement-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'New entitlement' };

export default async function Page() {
  await requireViewer();
  return <NewEntitlementPage />;
}
