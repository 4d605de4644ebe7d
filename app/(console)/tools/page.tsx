import type { Metadata } from 'next';
import { ToolList } from '@/components/tool/tool-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Tools' };

export default async function Page() {
  await requireViewer();
  return <ToolList />;
}
