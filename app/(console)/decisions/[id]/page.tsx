import type { Metadata } from 'next';
import { DecisionPage } from '@/components/decision/decision-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Decision ${decodeURIComponent((await params).id)}` };
}

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <DecisionPage id={decodeURIComponent(id)} />;
}
