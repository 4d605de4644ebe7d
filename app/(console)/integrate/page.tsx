import type { Metadata } from 'next';
import { IntegratePage } from '@/components/integrate/integrate-page';
import { publicUrl } from '@/lib/auth/public-url';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Ways to ask' };

export default async function Page() {
  await requireViewer();
  return <IntegratePage origin={publicUrl()} />;
}
