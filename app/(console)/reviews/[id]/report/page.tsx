import type { Metadata } from 'next';
import { ReportPage } from '@/components/review/report-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export const metadata: Metadata = { title: 'Review report' };

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <ReportPage id={decodeURIComponent(id)} />;
}
