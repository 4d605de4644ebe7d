import type { Metadata } from 'next';
import { SystemPage } from '@/components/system/system-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `System ${decodeURIComponent((await params).id)}` };
}

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <SystemPage id={decodeURIComponent(id)} />;
}
