import { Hand, Zap } from 'lucide-react';
import { ToolUseItem } from '@/components/agent/agent-usage';
import { UsageBar } from '@/components/agent/usage-bar';
import { UsageSpan } from '@/components/agent/usage-span';
import { ScopeText } from '@/components/grant/scope-text';
import { Chip } from '@/components/ui/chip';
import { LifetimeBar } from '@/components/ui/lifetime-bar';
import { StateChip } from '@/components/ui/state-chip';
import { formatDuration } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import type { EntitlementView } from '@/lib/contract/entitlement';
import type { AgentUsageView, EntitlementUse } from '@/lib/contract/usage';
import { NarrowButton } from './narrow-button';
import { RevokeEntitlementButton } from './revoke-entitlement-button';

type Props = {
  entitlement: EntitlementView;
  /** What its agent has used; undefined where it is not known. */
  usage?: AgentUsageView | undefined;
};

/** One entitlement: what may be granted by it, how, and until when. */
export function EntitlementItem({ entitlement, usage }: Props) {
  const use = usage?.entitlements.find((one) => one.entitlement === entitlement.id);
  const isAutomatic = entitlement.activation === 'automatic';
  return (
    <li className="grid gap-x-6 gap-y-2 border-line border-b px-4 py-3 last:border-b-0 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_auto]">
      <div className="min-w-0">
        <ScopeText scope={entitlement.scope} />
        <p className="mt-1 flex flex-wrap items-center gap-1.5 text-muted text-sm">
          {entitlement.state !== 'live' && <StateChip state={entitlement.state} />}
          <Chip
            tone={isAutomatic ? 'plain' : 'escalate'}
            icon={isAutomatic ? <Zap aria-hidden="true" /> : <Hand aria-hidden="true" />}
          >
            {isAutomatic ? 'With each task' : 'After approval'}
          </Chip>
          <span>
            grants of at most {formatDuration(entitlement.maxTtlSeconds * 1000)} · {entitlement.liveGrants}{' '}
            live
          </span>
        </p>
        <p className="mt-1 text-muted text-sm [overflow-wrap:anywhere]">“{entitlement.reason}”</p>
        {usage !== undefined && use !== undefined && <Used use={use} usage={usage} />}
      </div>
      <LifetimeBar
        issuedAt={entitlement.startsAt}
        endsAt={entitlement.endsAt}
        taskEndsAt={null}
        unbound="standing"
        revokedAt={entitlement.revokedAt}
      />
      <div className="flex flex-wrap gap-2 lg:flex-col lg:items-end">
        {entitlement.state === 'live' && (
          <>
            <RevokeEntitlementButton entitlement={entitlement} />
            <NarrowButton entitlement={entitlement} use={use} usage={usage} />
          </>
        )}
      </div>
    </li>
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
