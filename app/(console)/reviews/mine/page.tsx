import type { Metadata } from 'next';
import { MyReviewsPage } from '@/components/review/my-reviews-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'My reviews' };

export default async function Page() {
  await requireViewer();
  return <MyReviewsPage />;
}
