import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import type { AGE_BANDS, OverviewView } from '@/lib/contract/overview';
import { RISK_TIERS } from '@/lib/domain/risk-tier';

type Band = OverviewView['entitlementAges'][number];

const LABELS: Record<(typeof AGE_BANDS)[number], string> = {
  under_1d: 'Under 1 day',
  under_7d: '1 to 7 days',
  under_30d: '7 to 30 days',
  under_90d: '30 to 90 days',
  older: 'Over 90 days',
};

const columnsFor = (most: number): readonly Column<Band>[] => [
  { id: 'age', header: 'Given', card: 'title', width: 'w-30', cell: ({ age }) => LABELS[age] },
  { id: 'bar', header: 'Share', card: 'hidden', cell: ({ count }) => <Bar count={count} most={most} /> },
  {
    id: 'count',
    header: 'Entitlements',
    card: 'mark',
    width: 'w-28',
    align: 'end',
    cell: ({ count }) => <CountText count={count} />,
  },
  {
    id: 'tiers',
    header: 'By tier of the agent',
    width: 'w-68',
    align: 'end',
    cell: ({ byTier }) => (
      <span className="text-muted">
        {RISK_TIERS.flatMap((tier) => (byTier[tier] === undefined ? [] : [`${byTier[tier]} ${tier}`])).join(
          ', ',
        ) || 'none'}
      </span>
    ),
  },
];

/** How long ago the entitlements that are live were given: old ones are what a review should look at. */
export function EntitlementAges({ ages }: { ages: readonly Band[] | undefined }) {
  const most = Math.max(1, ...(ages ?? []).map(({ count }) => count));
  const isEmpty = ages?.every(({ count }) => count === 0) ?? false;
  return (
    <DataTable
      caption="Live entitlements by age"
      columns={columnsFor(most)}
      rows={isEmpty ? [] : ages}
      rowKey={({ age }) => age}
      skeletonRows={5}
      empty={
        <EmptyState title="No entitlement is live">
          An entitlement says what an agent may be granted. Without one every call is denied.
        </EmptyState>
      }
    />
  );
}

function Bar({ count, most }: { count: number; most: number }) {
  return (
    <svg aria-hidden="true" width="100%" height="10" className="block">
      <rect width="100%" height="10" rx="2" className="fill-sunken" />
      {count > 0 && <rect width={`${(count / most) * 100}%`} height="10" rx="2" className="fill-accent" />}
    </svg>
  );
}
