import type { Metadata } from 'next';
import { TaskPage } from '@/components/task/task-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Task ${decodeURIComponent((await params).id)}` };
}

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <TaskPage id={decodeURIComponent(id)} />;
}
