import type { Metadata } from 'next';
import { ApiReferencePage } from '@/components/api-reference/api-reference-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'API' };

export default async function Page() {
  await requireViewer();
  return <ApiReferencePage />;
}
