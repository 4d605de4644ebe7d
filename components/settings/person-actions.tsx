'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useViewer } from '@/components/layout/viewer';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Problem } from '@/components/ui/problem';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { EndText } from '@/components/ui/time-text';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { UserView } from '@/lib/contract/user';
import { PERSON_ROLES } from '@/lib/domain/role';
import { disablePreview, useChangeUser, useResetPassword, useSwitchUser } from '@/lib/query/user';
import { AccountsDialog } from './accounts-dialog';
import { RoleChecks } from './role-checks';
import { ShownOnce } from './shown-once';

type Open = 'roles' | 'accounts' | 'link' | 'switch' | null;

/** What can be done about a person, in the row that names them. */
export function PersonActions({ person }: { person: UserView }) {
  const [open, setOpen] = useState<Open>(null);
  const changing = usePermissionRefusal('user.change');
  const joining = usePermissionRefusal('user.join');
  const resetting = usePermissionRefusal('user.reset-password');
  const switching = usePermissionRefusal(person.disabled ? 'user.enable' : 'user.disable');
  const viewer = useViewer();
  const isSelf = viewer.id === person.id;
  const close = () => setOpen(null);
  return (
    <span className="inline-flex flex-wrap justify-end gap-2">
      <Button size="sm" disabledReason={changing} onClick={() => setOpen('roles')}>
        Roles…
      </Button>
      <Button size="sm" disabledReason={joining} onClick={() => setOpen('accounts')}>
        Accounts…
      </Button>
      <Button
        size="sm"
        disabledReason={resetting ?? (person.disabled ? 'Enable them first' : null)}
        onClick={() => setOpen('link')}
      >
        Password link…
      </Button>
      <Button
        size="sm"
        disabledReason={switching ?? (isSelf ? 'Somebody else must disable you' : null)}
        onClick={() => setOpen('switch')}
      >
        {person.disabled ? 'Enable…' : 'Disable…'}
      </Button>
      {open === 'roles' && <RolesDialog person={person} onClose={close} />}
      {open === 'accounts' && <AccountsDialog person={person} onClose={close} />}
      {open === 'link' && <LinkDialog person={person} onClose={close} />}
      {open === 'switch' && <SwitchDialog person={person} onClose={close} />}
    </span>
  );
}

type Props = { person: UserView; onClose: () => void };

function RolesDialog({ person, onClose }: Props) {
  const change = useChangeUser();
  const [roles, setRoles] = useState(person.roles);
  return (
    <ReasonDialog
      title={`Roles of ${person.name}`}
      description="They hold from the next request on, also for keys made for this person."
      confirm="Save roles"
      variant="primary"
      hasReason={false}
      revision={person.revision}
      standing={`The roles are now: ${person.roles.join(', ') || 'none'}.`}
      refusal={null}
      run={async ({ ifMatch }) => {
        const { name } = await change.mutateAsync({ id: person.id, roles, ifMatch });
        showToast({ tone: 'done', title: `${name}: ${roles.join(', ') || 'no role'}` });
      }}
      onClose={onClose}
    >
      <RoleChecks label="Roles" roles={PERSON_ROLES} value={roles} onChange={setRoles} />
    </ReasonDialog>
  );
}

function LinkDialog({ person, onClose }: Props) {
  const link = useResetPassword();
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Password link for ${person.name}`}
      description="Older links are void at once. Their present password and sessions hold until the new link is used."
      footer={
        link.data === undefined ? (
          <>
            <Button onClick={onClose}>Back</Button>
            <Button variant="primary" busy={link.isPending} onClick={() => link.mutate({ id: person.id })}>
              Make the link
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      <Problem error={link.error} title="No link was made" />
      {link.data !== undefined && (
        <div className="flex flex-col gap-3">
          <ShownOnce label="Link" text={link.data.url} />
          <p className="text-muted">
            It <EndText at={link.data.expiresAt} />.
          </p>
        </div>
      )}
    </Dialog>
  );
}

function SwitchDialog({ person, onClose }: Props) {
  const verb = person.disabled ? 'enable' : 'disable';
  const move = useSwitchUser(verb);
  return (
    <ReasonDialog
      title={`${person.disabled ? 'Enable' : 'Disable'} ${person.name}`}
      description={
        person.disabled
          ? 'They can sign in again, and answer for their agents again; what ended with disabling stays ended.'
          : 'They are signed out, and their keys stop working, from the next request on.'
      }
      confirm={person.disabled ? 'Enable' : 'Disable'}
      variant={person.disabled ? 'primary' : 'danger'}
      hasReason={false}
      revision={person.revision}
      standing={person.disabled ? 'They are disabled now.' : 'They are enabled now.'}
      refusal={null}
      run={async () => {
        await move.mutateAsync({ id: person.id });
        showToast({ tone: 'done', title: `${person.name} is ${verb}d` });
      }}
      onClose={onClose}
    >
      {!person.disabled && <Effects id={person.id} />}
    </ReasonDialog>
  );
}

function Effects({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(disablePreview(id));
  if (error !== null)
    return <Problem error={error} title="The effects could not be counted" onRetry={() => refetch()} />;
  if (data === undefined) return <Skeleton className="h-24 w-full" />;
  return (
    <div className="rounded-lg border border-line px-3 py-2.5">
      <p className="mb-2 font-medium">What it does, counted now</p>
      <KeyValueList
        items={[
          { label: 'Sessions that end', value: data.sessions },
          { label: 'Keys that stop', value: data.keys },
          { label: 'Agents they own', value: data.agentsOwned },
          { label: 'Agents they back up', value: data.agentsBackedUp },
          {
            label: 'No longer served',
            value:
              data.agentsUnserved === 0
                ? 'none: somebody else answers for each'
                : `${data.agentsUnserved}, with ${data.runningTasks} running tasks: every call of theirs is denied`,
          },
          { label: 'Systems they own', value: data.systemsOwned },
        ]}
      />
    </div>
  );
}
