import type { Metadata } from 'next';
import { ChangeSchedulePage } from '@/components/review/change-schedule-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export const metadata: Metadata = { title: 'Change a review schedule' };

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <ChangeSchedulePage id={decodeURIComponent(id)} />;
}
