import type { Metadata } from 'next';
import { ImportPage } from '@/components/agent-import/import-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Import agents' };

export default async function Page() {
  await requireViewer();
  return <ImportPage />;
}
