import type { Metadata } from 'next';
import { AgentList } from '@/components/agent/agent-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Agents' };

export default async function Page() {
  await requireViewer();
  return <AgentList />;
}
