import { CircleCheck, CircleDashed, Ticket } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip } from '@/components/ui/chip';
import { LifetimeBar } from '@/components/ui/lifetime-bar';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import type { GrantListItem, GrantView } from '@/lib/contract/grant';
import { RevokeGrantButton } from './revoke-grant-button';
import { ScopeText } from './scope-text';

type Props = {
  /** When it was last used is shown where that is known. */
  grant: GrantView & Partial<Pick<GrantListItem, 'lastUsedAt'>>;
  /** When its task ends or ended. */
  taskEndsAt: Date;
  /** Whose it is and what for, on pages that are not its task's. */
  head?: ReactNode;
};

/** One grant: what it allows, until when, and the way to take it away. */
export function GrantItem({ grant, taskEndsAt, head }: Props) {
  const { state, lastUsedAt } = grant;
  return (
    <li className="grid gap-x-6 gap-y-2 border-line border-b px-4 py-3 last:border-b-0 has-[a[data-row-link]:focus-visible]:bg-accent-tint lg:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_auto]">
      <div className="min-w-0">
        {head !== undefined && <p className="mb-0.5 [overflow-wrap:anywhere]">{head}</p>}
        <ScopeText scope={grant.scope} />
        <p className="mt-1 flex flex-wrap items-center gap-1.5 text-muted text-sm">
          <StateChip state={state === 'exhausted' ? 'spent' : state} />
          {grant.uses !== null && (
            <Chip tone="plain" icon={<Ticket aria-hidden="true" />}>
              {grant.spent} of {grant.uses} uses
            </Chip>
          )}
          {lastUsedAt === null && (
            <Chip tone="escalate" icon={<CircleDashed aria-hidden="true" />}>
              Never used
            </Chip>
          )}
          {lastUsedAt != null && (
            <Chip tone="plain" icon={<CircleCheck aria-hidden="true" />}>
              Last used <TimeText at={lastUsedAt} />
            </Chip>
          )}
        </p>
        <p className="mt-1 text-muted text-sm [overflow-wrap:anywhere]">“{grant.reason}”</p>
      </div>
      <LifetimeBar
        issuedAt={grant.startsAt}
        endsAt={grant.endsAt}
        taskEndsAt={taskEndsAt}
        revokedAt={grant.revokedAt}
      />
      <div className="lg:text-right">
        {(state === 'live' || state === 'exhausted') && <RevokeGrantButton grant={grant} />}
      </div>
    </li>
  );
}
