import type { Metadata } from 'next';
import { SystemList } from '@/components/system/system-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Systems' };

export default async function Page() {
  await requireViewer();
  return <SystemList />;
}
