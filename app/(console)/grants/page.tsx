import type { Metadata } from 'next';
import { GrantList } from '@/components/grant/grant-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Grants' };

export default async function Page() {
  await requireViewer();
  return <GrantList />;
}
