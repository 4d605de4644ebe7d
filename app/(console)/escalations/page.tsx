import type { Metadata } from 'next';
import { EscalationPage } from '@/components/escalation/escalation-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Escalations' };

export default async function Page() {
  await requireViewer();
  return <EscalationPage />;
}
