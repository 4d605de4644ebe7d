import { Hand, Zap } from 'lucide-react';
import { ScopeText } from '@/components/grant/scope-text';
import { Chip } from '@/components/ui/chip';
import { LifetimeBar } from '@/components/ui/lifetime-bar';
import { StateChip } from '@/components/ui/state-chip';
import { formatDuration } from '@/components/ui/time-format';
import type { EntitlementView } from '@/lib/contract/entitlement';
import { RevokeEntitlementButton } from './revoke-entitlement-button';

/** One entitlement: what may be granted by it, how, and until when. */
export function EntitlementItem({ entitlement }: { entitlement: EntitlementView }) {
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
      </div>
      <LifetimeBar
        issuedAt={entitlement.startsAt}
        endsAt={entitlement.endsAt}
        taskEndsAt={null}
        unbound="standing"
        revokedAt={entitlement.revokedAt}
      />
      <div className="lg:text-right">
        {entitlement.state === 'live' && <RevokeEntitlementButton entitlement={entitlement} />}
      </div>
    </li>
  );
}
