'use client';

import { useState } from 'react';
import { UsageSpan } from '@/components/agent/usage-span';
import { ScopeText } from '@/components/grant/scope-text';
import { Button } from '@/components/ui/button';
import { CountText } from '@/components/ui/count-text';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { EntitlementView } from '@/lib/contract/entitlement';
import type { AgentUsageView, EntitlementUse } from '@/lib/contract/usage';
import { useNarrowEntitlement } from '@/lib/query/entitlement';

type Props = {
  entitlement: EntitlementView;
  /** Undefined while it is not known what was used. */
  use: EntitlementUse | undefined;
  usage: AgentUsageView | undefined;
};

const sentence = (text: string) => `${text[0]?.toUpperCase()}${text.slice(1)}`;

/** Narrows an entitlement to exactly what was used of it, after showing what remains and what is cut. */
export function NarrowToUsedButton({ entitlement, use, usage }: Props) {
  const missingRole = usePermissionRefusal('entitlement.narrow');
  const narrow = useNarrowEntitlement();
  const [isOpen, setOpen] = useState(false);
  // What the dialog showed is what is done, also when the figures behind it are read anew.
  const [shown, setShown] = useState<NonNullable<EntitlementUse['narrowed']> | null>(null);
  const refusal =
    missingRole ??
    (entitlement.state !== 'live' ? `This entitlement is ${entitlement.state} already` : null) ??
    (use === undefined ? 'It is not known yet what was used' : null) ??
    (use?.narrowRefusal == null ? null : sentence(use.narrowRefusal));

  return (
    <>
      <Button
        size="sm"
        disabledReason={isOpen ? null : refusal}
        onClick={() => {
          setShown(use?.narrowed ?? null);
          setOpen(true);
        }}
      >
        Narrow to used
      </Button>
      {isOpen && shown !== null && use !== undefined && usage !== undefined && (
        <ReasonDialog
          title="Narrow to what was used"
          description={
            <>
              Only what the agent was allowed to call <UsageSpan usage={usage} /> can be granted by it. What
              is cut away is denied from the next call on; an entitlement is never widened again, a new one is
              made.
            </>
          }
          confirm="Narrow"
          variant="primary"
          revision={entitlement.revision}
          standing={`The entitlement is ${entitlement.state} now, and covers ${entitlement.scope.tools.join(', ')}.`}
          refusal={refusal}
          run={async (given) => {
            await narrow.mutateAsync({ id: entitlement.id, scope: shown.scope, ...given });
            showToast({
              tone: 'done',
              title: `Narrowed to ${shown.scope.tools.length} of ${use.reachable} tools`,
              detail: 'What was cut away is denied from the next call on.',
            });
          }}
          onClose={() => setOpen(false)}
        >
          <Preview entitlement={entitlement} use={use} narrowed={shown} />
        </ReasonDialog>
      )}
    </>
  );
}

type PreviewProps = {
  entitlement: EntitlementView;
  use: EntitlementUse;
  narrowed: NonNullable<EntitlementUse['narrowed']>;
};

function Preview({ entitlement, use, narrowed }: PreviewProps) {
  const lostClasses = entitlement.scope.actionClasses.filter(
    (one) => !narrowed.scope.actionClasses.includes(one),
  );
  const lost = use.tools.filter(({ calls }) => calls === 0);
  const lostCount = use.reachable - use.used;
  return (
    <dl className="flex flex-col gap-2 text-sm">
      <div>
        <dt className="font-medium">What remains</dt>
        <dd>
          <ScopeText scope={narrowed.scope} />
        </dd>
      </div>
      <div>
        <dt className="font-medium">What goes</dt>
        <dd className="text-muted [overflow-wrap:anywhere]">
          <CountText count={lostCount} /> unused {lostCount === 1 ? 'tool' : 'tools'}
          {lost.length > 0 && (
            <>
              :{' '}
              <code className="font-mono">
                {lost
                  .slice(0, 8)
                  .map(({ tool }) => tool)
                  .join(', ')}
              </code>
              {lostCount > 8 && ' and more'}
            </>
          )}
          {lostClasses.length > 0 && <>; no {lostClasses.join(', ')} any more</>}
        </dd>
      </div>
      <div>
        <dt className="font-medium">Live grants</dt>
        <dd className="text-muted">
          {narrowed.narrowedGrants + narrowed.revokedGrants === 0 ? (
            'none is cut'
          ) : (
            <>
              <CountText count={narrowed.narrowedGrants} /> narrowed,{' '}
              <CountText count={narrowed.revokedGrants} /> revoked at once
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}
