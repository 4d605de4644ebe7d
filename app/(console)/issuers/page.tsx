import type { Metadata } from 'next';
import { IssuerList } from '@/components/issuer/issuer-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Issuers' };

export default async function Page() {
  await requireViewer();
  return <IssuerList />;
}
