'use client';

import { useQuery } from '@tanstack/react-query';
import { Tabs } from '@/components/ui/tabs';
import { paths } from '@/lib/paths';
import { reviewsLeft } from '@/lib/query/review-item';

type View = 'campaigns' | 'mine' | 'schedules';

/** What all pages about reviews share: the campaigns, what is left for me, and when they are held. */
export function ReviewTabs({ current }: { current: View }) {
  const { data: left } = useQuery(reviewsLeft());
  return (
    <Tabs
      label="Reviews"
      current={current}
      tabs={[
        { id: 'campaigns', label: 'Campaigns', href: paths.reviews() },
        { id: 'mine', label: 'Mine', href: paths.myReviews(), ...(left !== undefined && { count: left }) },
        { id: 'schedules', label: 'Schedules', href: paths.reviewSchedules() },
      ]}
    />
  );
}
