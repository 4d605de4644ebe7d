import type { Metadata } from 'next';
import { StopPage } from '@/components/stop/stop-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Stop' };

type Props = { params: Promise<{ id: string }> };

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <StopPage id={decodeURIComponent(id)} />;
}
