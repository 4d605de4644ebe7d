import type { Metadata } from 'next';
import { DecisionList } from '@/components/decision/decision-list';
import { FilterByCell } from '@/components/decision/filter-by-cell';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Decisions' };

export default async function Page() {
  await requireViewer();
  return (
    <>
      <FilterByCell />
      <DecisionList />
    </>
  );
}
