import type { Metadata } from 'next';
import { SetupPage } from '@/components/setup/setup-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Setup' };

export default async function Page() {
  await requireViewer();
  return <SetupPage />;
}
