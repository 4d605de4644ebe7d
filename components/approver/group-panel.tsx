'use client';

import { OctagonAlert, Plus, Users } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ApproverGroupView } from '@/lib/contract/approver-group';
import { useRemoveApproverGroup } from '@/lib/query/approver';
import { GroupDialog } from './group-dialog';

const COLUMNS: readonly Column<ApproverGroupView>[] = [
  {
    id: 'name',
    header: 'Group',
    card: 'title',
    width: 'w-48',
    cell: ({ name }) => <span className="font-medium">{name}</span>,
  },
  {
    id: 'people',
    header: 'Decide now',
    card: 'mark',
    width: 'w-40',
    cell: ({ people }) =>
      people === 0 ? (
        <Chip tone="deny" icon={<OctagonAlert aria-hidden="true" />}>
          Nobody: admins
        </Chip>
      ) : (
        <Chip tone="plain" icon={<Users aria-hidden="true" />}>
          {people === 1 ? '1 person' : `${people} people`}
        </Chip>
      ),
  },
  {
    id: 'members',
    header: 'Members',
    cell: ({ members }) =>
      members.length === 0 ? (
        <span className="text-faint">none</span>
      ) : (
        members.map((one, i) => (
          <span key={one.id}>
            {i > 0 && ', '}
            {one.decides ? (
              one.name
            ) : (
              <span className="text-deny-text">
                {one.name} ({one.disabled ? 'disabled' : 'not an approver'})
              </span>
            )}
          </span>
        ))
      ),
  },
  {
    id: 'rules',
    header: 'Asked by',
    width: 'w-48',
    from: 'lg',
    cell: ({ rules }) => rules.join(', ') || <span className="text-faint">no rule</span>,
  },
  {
    id: 'actions',
    header: 'Actions',
    width: 'w-44',
    align: 'end',
    cell: (group) => <GroupActions group={group} />,
  },
];

/** Groups of people who are asked together. */
export function GroupPanel({ groups }: { groups: readonly ApproverGroupView[] }) {
  const refusal = usePermissionRefusal('approver-group.create');
  const [isNew, setNew] = useState(false);
  return (
    <Panel
      title="Groups"
      flush
      actions={
        <Button size="sm" disabledReason={refusal} onClick={() => setNew(true)}>
          <Plus aria-hidden="true" />
          New group
        </Button>
      }
    >
      <DataTable
        caption="Groups of approvers, by name"
        columns={COLUMNS}
        rows={groups}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="There is no group yet">
            Every call that waits is asked of everybody with the role approver or admin. Make a group, then a
            rule that names it.
          </EmptyState>
        }
      />
      {isNew && <GroupDialog onClose={() => setNew(false)} />}
    </Panel>
  );
}

function GroupActions({ group }: { group: ApproverGroupView }) {
  const [open, setOpen] = useState<'change' | 'remove' | null>(null);
  const changing = usePermissionRefusal('approver-group.change');
  const removing = usePermissionRefusal('approver-group.remove');
  const close = () => setOpen(null);
  return (
    <span className="inline-flex flex-wrap justify-end gap-2">
      <Button
        size="sm"
        aria-label={`Change ${group.name}`}
        disabledReason={changing}
        onClick={() => setOpen('change')}
      >
        Change…
      </Button>
      <Button
        size="sm"
        aria-label={`Remove ${group.name}`}
        disabledReason={
          removing ??
          (group.rules.length > 0 ? `The rule ${group.rules[0]} asks it: change that first` : null)
        }
        onClick={() => setOpen('remove')}
      >
        Remove…
      </Button>
      {open === 'change' && <GroupDialog group={group} onClose={close} />}
      {open === 'remove' && <RemoveDialog group={group} onClose={close} />}
    </span>
  );
}

function RemoveDialog({ group, onClose }: { group: ApproverGroupView; onClose: () => void }) {
  const remove = useRemoveApproverGroup();
  return (
    <ReasonDialog
      title={`Remove ${group.name}`}
      description="No rule names it, so nobody is asked otherwise than before. History goes on naming it."
      confirm="Remove"
      isReasonOptional
      revision={group.revision}
      standing={`It has ${group.members.length} members now.`}
      refusal={null}
      run={async ({ reason }) => {
        await remove.mutateAsync({ id: group.id, reason });
        showToast({ tone: 'done', title: `${group.name} is removed` });
      }}
      onClose={onClose}
    />
  );
}
