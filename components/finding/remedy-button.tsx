'use client';

import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { usePermissionRefusal } from '@/components/user/permission';
import type { FindingView } from '@/lib/contract/finding';
import type { FindingKind } from '@/lib/domain/finding';
import type { Permission } from '@/lib/domain/role';
import { paths } from '@/lib/paths';

const loadDialog = () => import('./remedy-dialog');
const RemedyDialog = lazy(async () => ({ default: (await loadDialog()).RemedyDialog }));

/** What the button of each kind says, and what one must be allowed to do. */
const REMEDIES: Record<FindingKind, { label: string; permission: Permission }> = {
  access_after_task: { label: 'Revoke', permission: 'grant.revoke' },
  agent_unowned: { label: 'Transfer', permission: 'agent.transfer-ownership' },
  agent_single_owner: { label: 'Name a backup', permission: 'agent.change' },
  agent_dormant: { label: 'Retire', permission: 'agent.retire' },
  secret_overdue: { label: 'Rotate', permission: 'system.rotate-secret' },
  secret_reaches_more: { label: 'Rotate', permission: 'system.rotate-secret' },
  secret_ageless: { label: 'Rotate', permission: 'system.rotate-secret' },
  secret_reach_unknown: { label: 'Rotate', permission: 'system.rotate-secret' },
  approver_group_empty: { label: 'Add somebody', permission: 'approver-group.change' },
  key_endless: { label: 'Revoke', permission: 'api-key.revoke' },
  key_long: { label: 'Revoke', permission: 'api-key.revoke' },
  entitlement_unused: { label: 'Revoke', permission: 'entitlement.revoke' },
  entitlement_broad: { label: 'Narrow to used', permission: 'entitlement.narrow' },
  tool_changed: { label: 'Review', permission: 'tool.review' },
  tool_unreviewed: { label: 'Review', permission: 'tool.review' },
  tier_below_floor: { label: 'Raise the tier', permission: 'agent.change' },
};

/** Does something about a finding: one press opens the deed, filled in. */
export function RemedyButton({ finding }: { finding: FindingView }) {
  const { label, permission } = REMEDIES[finding.kind];
  const refusal = usePermissionRefusal(permission);
  const [isOpen, setOpen] = useState(false);
  // A token that outlives its task has no verb of its own here: its task's page tells more.
  if (finding.subject.kind === 'task') return null;
  // A group is looked at beside the rules that ask it.
  if (finding.subject.kind === 'approver-group') {
    return (
      <LinkButton
        size="sm"
        href={paths.settings('approvers')}
        aria-label={`${label}: ${finding.subject.name}`}
      >
        {label}
      </LinkButton>
    );
  }
  // A tool is judged on its own page, where its definition stands beside the one that was reviewed.
  if (finding.subject.kind === 'tool') {
    return (
      <LinkButton
        size="sm"
        href={paths.tool(finding.subject.id)}
        aria-label={`${label}: ${finding.subject.name}`}
      >
        {label}
      </LinkButton>
    );
  }
  return (
    <>
      <Button
        size="sm"
        aria-haspopup="dialog"
        aria-label={`${label}: ${finding.subject.name}`}
        disabledReason={refusal}
        onPointerEnter={loadDialog}
        onFocus={loadDialog}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      <Suspense fallback={null}>
        {isOpen && <RemedyDialog finding={finding} refusal={refusal} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
