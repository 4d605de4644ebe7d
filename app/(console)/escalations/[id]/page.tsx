import type { Metadata } from 'next';
import { EscalationPage } from '@/components/escalation/escalation-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Escalation ${decodeURIComponent((await params).id)}` };
}

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <EscalationPage id={decodeURIComponent(id)} />;
}
