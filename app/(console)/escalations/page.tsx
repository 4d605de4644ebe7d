import type { Metadata } from 'next';
import { EscalationQueue } from '@/components/escalation/escalation-queue';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Escalations' };

export default async function Page() {
  await requireViewer();
  return <EscalationQueue />;
}
