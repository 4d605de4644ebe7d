import type { Metadata } from 'next';
import { StopList } from '@/components/stop/stop-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Stops' };

export default async function Page() {
  await requireViewer();
  return <StopList />;
}
