import type { Metadata } from 'next';
import { ContextList } from '@/components/context/context-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Contexts' };

export default async function Page() {
  await requireViewer();
  return <ContextList />;
}
