import type { Metadata } from 'next';
import { SchedulePage } from '@/components/review/schedule-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export const metadata: Metadata = { title: 'Review schedule' };

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <SchedulePage id={decodeURIComponent(id)} />;
}
