import type { Metadata } from 'next';
import { NewGrantPage } from '@/components/grant/new-grant-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'New grant' };

export default async function Page() {
  await requireViewer();
  return <NewGrantPage />;
}
