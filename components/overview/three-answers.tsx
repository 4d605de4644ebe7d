import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { OverviewView } from '@/lib/contract/overview';
import { paths } from '@/lib/paths';

const OPEN_OUTCOMES = ['escalate', 'defer', 'deny'] as const;

/** The share of decisions for which all three questions had a clear answer. */
export function ThreeAnswers({ view }: { view: OverviewView | undefined }) {
  return (
    <Panel title="All three answers clear">
      {view === undefined ? (
        <Skeleton className="my-1 h-6 w-16" />
      ) : (
        <p className="font-semibold text-2xl">{percent(view.complete)}</p>
      )}
      <p className="mt-1 text-muted text-sm">
        Share of decisions that knew what the agent was trying to do, that it needed it at that moment, and
        that the access would end.
      </p>
      {view !== undefined && openCount(view) > 0 && (
        <p className="mt-3 text-sm">
          <Link
            href={paths.decisions({ outcome: OPEN_OUTCOMES.join(','), from: view.from.toISOString() })}
            className="text-accent underline"
          >
            See the {openCount(view)} with an open answer
          </Link>
        </p>
      )}
    </Panel>
  );
}

const openCount = ({ totals }: OverviewView): number =>
  OPEN_OUTCOMES.reduce((sum, outcome) => sum + totals[outcome], 0);

/** Never rounded up to all of them, nor down to none. */
function percent(share: number | null): string {
  if (share === null) return '—';
  if (share > 0.99 && share < 1) return '> 99 %';
  if (share > 0 && share < 0.01) return '< 1 %';
  return `${Math.round(share * 100)} %`;
}
