'use client';

import { useState } from 'react';
import { ManyField } from '@/components/settings/many-field';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { Input } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { userSource } from '@/components/user/user-source';
import type { ApproverGroupView } from '@/lib/contract/approver-group';
import { useChangeApproverGroup, useCreateApproverGroup } from '@/lib/query/approver';

type Props = { group?: ApproverGroupView; onClose: () => void };

/** A new group, or another name and other members of one. */
export function GroupDialog({ group, onClose }: Props) {
  const refusal = usePermissionRefusal(
    group === undefined ? 'approver-group.create' : 'approver-group.change',
  );
  const create = useCreateApproverGroup();
  const change = useChangeApproverGroup();
  const [name, setName] = useState(group?.name ?? '');
  const [members, setMembers] = useState<string[]>(group?.members.map(({ email }) => email) ?? []);
  const [isMissing, setMissing] = useState(false);

  return (
    <FormFrame
      title={group === undefined ? 'New group of approvers' : `Change ${group.name}`}
      description="Members decide while they are enabled and have the role approver or admin. Who stands in a call never decides on it, whatever their group."
      confirm={group === undefined ? 'Create' : 'Save, in force at once'}
      failure="Not saved"
      refusal={refusal}
      {...(group !== undefined && {
        changing: {
          revision: group.revision,
          standing: `Its members are now: ${group.members.map((one) => one.name).join(', ') || 'none'}.`,
        },
      })}
      run={async ({ ifMatch }) => {
        setMissing(name.trim() === '');
        if (name.trim() === '') return false;
        const given = { name: name.trim(), members };
        const saved =
          group === undefined
            ? await create.mutateAsync(given)
            : await change.mutateAsync({ id: group.id, ...given, ifMatch });
        showToast({
          tone: 'done',
          title: `${saved.name}: ${saved.people === 1 ? '1 person decides' : `${saved.people} people decide`}`,
        });
        return true;
      }}
      onClose={onClose}
    >
      <Field label="Name" error={isMissing && name.trim() === '' ? 'Give it a name.' : undefined}>
        {(control) => (
          <Input
            {...control}
            data-first
            autoComplete="off"
            maxLength={80}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <ManyField
        label="Members"
        hint="By name or address."
        source={userSource}
        value={members}
        onChange={setMembers}
      />
      {members.length === 0 && (
        <p className="font-medium text-deny-text text-sm">
          With nobody in it, the admins are asked in its place.
        </p>
      )}
    </FormFrame>
  );
}
