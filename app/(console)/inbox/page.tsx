import type { Metadata } from 'next';
import { InboxPage } from '@/components/inbox/inbox-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Inbox' };

export default async function Page() {
  await requireViewer();
  return <InboxPage />;
}
