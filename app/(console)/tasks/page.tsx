import type { Metadata } from 'next';
import { TaskList } from '@/components/task/task-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Tasks' };

export default async function Page() {
  await requireViewer();
  return <TaskList />;
}
