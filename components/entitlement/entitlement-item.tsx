import { CircleCheck, CircleDashed, Hand, Zap } from 'lucide-react';
import type { ReactNode } from 'react';
import { ToolUseItem } from '@/components/agent/agent-usage';
import { UsageBar } from '@/components/agent/usage-bar';
import { UsageSpan } from '@/components/agent/usage-span';
import { ScopeText } from '@/components/grant/scope-text';
import { Chip } from '@/components/ui/chip';
import { LifetimeBar } from '@/components/ui/lifetime-bar';
import { StateChip } from '@/components/ui/state-chip';
import { formatDuration } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import type { EntitlementListItem } from '@/lib/contract/entitlement';
import type { AgentUsageView, EntitlementUse } from '@/lib/contract/usage';
import { NarrowEntitlementButton } from './narrow-entitlement-button';
import { NarrowToUsedButton } from './narrow-to-used-button';
import { RevokeEntitlementButton } from './revoke-entitlement-button';

type Props = {
  entitlement: EntitlementListItem;
  /** Whose it is, on pages that are not its agent's. */
  head?: ReactNode;
  /** What its agent has used, tool by tool; null while that is being asked, absent where it is not asked. */
  usage?: AgentUsageView | null;
};

/** One entitlement: what may be granted by it, how, until when, and the ways to make it less. */
export function EntitlementItem({ entitlement, head, usage }: Props) {
  const use = usage?.entitlements.find((one) => one.entitlement === entitlement.id);
  const isAutomatic = entitlement.activation === 'automatic';
  const isLive = entitlement.state === 'live';
  return (
    <li className="grid gap-x-6 gap-y-2 border-line border-b px-4 py-3 last:border-b-0 has-[a[data-row-link]:focus-visible]:bg-accent-tint lg:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_auto]">
      <div className="min-w-0">
        {head !== undefined && <p className="mb-0.5 [overflow-wrap:anywhere]">{head}</p>}
        <ScopeText scope={entitlement.scope} />
        <p className="mt-1 flex flex-wrap items-center gap-1.5 text-muted text-sm">
          {!isLive && <StateChip state={entitlement.state} />}
          <Chip
            tone={isAutomatic ? 'plain' : 'escalate'}
            icon={isAutomatic ? <Zap aria-hidden="true" /> : <Hand aria-hidden="true" />}
          >
            {isAutomatic ? 'With each task' : 'After approval'}
          </Chip>
          {usage === undefined && <UsedChip isUsed={entitlement.isUsed} />}
          <span>
            grants of at most {formatDuration(entitlement.maxTtlSeconds * 1000)} · {entitlement.liveGrants}{' '}
            live
          </span>
        </p>
        <p className="mt-1 text-muted text-sm [overflow-wrap:anywhere]">“{entitlement.reason}”</p>
        {usage != null && use !== undefined && <Used use={use} usage={usage} />}
      </div>
      <LifetimeBar
        issuedAt={entitlement.startsAt}
        endsAt={entitlement.endsAt}
        taskEndsAt={null}
        unbound="permits nothing by itself"
        revokedAt={entitlement.revokedAt}
      />
      <div className="flex flex-wrap gap-2 lg:flex-col lg:items-end">
        {isLive && (
          <>
            <NarrowEntitlementButton entitlement={entitlement} />
            {usage !== undefined && (
              <NarrowToUsedButton entitlement={entitlement} use={use} usage={usage ?? undefined} />
            )}
            <RevokeEntitlementButton entitlement={entitlement} />
          </>
        )}
      </div>
    </li>
  );
}

function UsedChip({ isUsed }: { isUsed: boolean }) {
  return isUsed ? (
    <Chip tone="plain" icon={<CircleCheck aria-hidden="true" />}>
      Used in 30 days
    </Chip>
  ) : (
    <Chip tone="escalate" icon={<CircleDashed aria-hidden="true" />}>
      Not used in 30 days
    </Chip>
  );
}

function Used({ use, usage }: { use: EntitlementUse; usage: AgentUsageView }) {
  return (
    <div className="mt-2 max-w-md">
      <UsageBar used={use.used} reachable={use.reachable} />
      <details className="text-sm">
        <summary className="cursor-pointer rounded-sm text-muted pointer-coarse:py-2.5">
          {use.lastUsedAt === null ? (
            <>
              never <UsageSpan usage={usage} />
            </>
          ) : (
            <>
              <UsageSpan usage={usage} />, last <TimeText at={use.lastUsedAt} focusable={false} />
            </>
          )}
        </summary>
        <ul className="mt-1 flex flex-col gap-1">
          {use.tools.map((one) => (
            <ToolUseItem key={one.tool} use={one} />
          ))}
        </ul>
        {use.reachable > use.tools.length && (
          <p className="mt-1 text-muted">and {use.reachable - use.tools.length} more</p>
        )}
      </details>
    </div>
  );
}
