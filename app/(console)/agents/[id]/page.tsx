import type { Metadata } from 'next';
import { AgentPage } from '@/components/agent/agent-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Agent ${decodeURIComponent((await params).id)}` };
}

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <AgentPage id={decodeURIComponent(id)} />;
}
