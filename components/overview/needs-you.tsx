import {
  AlarmClockOff,
  Ban,
  CalendarClock,
  Clock,
  Eye,
  Hourglass,
  type LucideIcon,
  OctagonX,
  UserRoundCheck,
  UserRoundPlus,
  UserRoundSearch,
  UserRoundX,
  Zap,
} from 'lucide-react';
import { CountText } from '@/components/ui/count-text';
import { Link } from '@/components/ui/link';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeText } from '@/components/ui/time-text';
import type { NEEDS, OverviewView } from '@/lib/contract/overview';
import { paths } from '@/lib/paths';

type Need = OverviewView['needsYou'][number];
type Words = { one: string; many: string; since: string | null; href: string; icon: LucideIcon };

const WORDS: Record<(typeof NEEDS)[number], Words> = {
  clockwork_behind: {
    one: 'clockwork is behind',
    many: 'clockworks are behind',
    since: null,
    href: paths.settings('clockwork'),
    icon: AlarmClockOff,
  },
  stops_open: {
    one: 'stop in force',
    many: 'stops in force',
    since: 'since',
    href: paths.stops({ open: 'true' }),
    icon: OctagonX,
  },
  escalations_pending: {
    one: 'call waits for a person',
    many: 'calls wait for a person',
    since: 'the first',
    href: paths.escalations({ queue: 'all', state: 'pending' }),
    icon: UserRoundCheck,
  },
  agents_tripped: {
    one: 'agent quarantined by the circuit breaker',
    many: 'agents quarantined by the circuit breaker',
    since: 'since',
    href: paths.agents({ state: 'quarantined' }),
    icon: Zap,
  },
  calls_deferred: {
    one: 'call is put off',
    many: 'calls are put off',
    since: 'the first',
    href: paths.deferrals({ state: 'waiting' }),
    icon: Hourglass,
  },
  agents_quarantined: {
    one: 'agent in quarantine',
    many: 'agents in quarantine',
    since: 'since',
    href: paths.agents({ state: 'quarantined' }),
    icon: Ban,
  },
  ownership_asked: {
    one: 'agent is proposed to you',
    many: 'agents are proposed to you',
    since: 'the first',
    href: paths.agents({ proposedTo: 'me' }),
    icon: UserRoundPlus,
  },
  ownership_waiting: {
    one: 'agent waits for an owner to accept',
    many: 'agents wait for an owner to accept',
    since: 'the first',
    href: paths.agents({ ownership: 'proposed,left' }),
    icon: UserRoundSearch,
  },
  agents_unowned: {
    one: 'agent without an owner',
    many: 'agents without an owner',
    since: 'since',
    href: paths.agents({ unowned: 'true' }),
    icon: UserRoundX,
  },
  tools_unreviewed: {
    one: 'tool unreviewed',
    many: 'tools unreviewed',
    since: 'the first',
    href: paths.tools({ state: 'unreviewed' }),
    icon: Eye,
  },
  reviews_overdue: {
    one: 'review overdue',
    many: 'reviews overdue',
    since: 'due',
    href: paths.reviews({ overdue: 'true' }),
    icon: CalendarClock,
  },
  tasks_ending: {
    one: 'task is about to end',
    many: 'tasks are about to end',
    since: 'the first',
    href: paths.tasks({ state: 'running' }),
    icon: Clock,
  },
};
const ORDER = Object.keys(WORDS);

/** What waits for somebody. Nothing at all when nothing does. */
export function NeedsYou({ needs }: { needs: readonly Need[] | undefined }) {
  // As high as one row of it, so that nothing below moves when it comes.
  if (needs === undefined) return <Skeleton className="h-15 w-full" />;
  if (needs.length === 0) return null;
  const sorted = needs.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return (
    <section aria-label="Needs you">
      <ul className="grid grid-cols-[repeat(auto-fit,minmax(13rem,1fr))] gap-2">
        {sorted.map((need) => (
          <NeedItem key={need.kind} need={need} />
        ))}
      </ul>
    </section>
  );
}

function NeedItem({ need: { kind, count, since } }: { need: Need }) {
  const { one, many, since: word, href, icon: Icon } = WORDS[kind];
  return (
    <li className="relative flex min-w-0 items-center gap-3 rounded-lg border border-line border-l-4 border-l-escalate-line bg-raised px-3 py-2 hover:border-edge">
      <Icon aria-hidden="true" className="size-4.5 shrink-0 text-escalate-text" />
      <div className="min-w-0">
        <Link href={href} className="font-medium after:absolute after:inset-0 after:rounded-lg">
          <CountText count={count} /> {count === 1 ? one : many}
        </Link>
        {since !== null && word !== null && (
          <p className="text-muted text-sm">
            {word} <TimeText at={since} focusable={false} />
          </p>
        )}
      </div>
    </li>
  );
}
