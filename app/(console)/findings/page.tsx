import type { Metadata } from 'next';
import { FindingList } from '@/components/finding/finding-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Findings' };

export default async function Page() {
  await requireViewer();
  return <FindingList />;
}
