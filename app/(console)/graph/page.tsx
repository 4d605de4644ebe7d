import type { Metadata } from 'next';
import { BlastPage } from '@/components/blast/blast-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Blast radius' };

export default async function Page() {
  await requireViewer();
  return <BlastPage />;
}
