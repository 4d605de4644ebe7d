'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { OwnerField } from '@/components/agent/owner-field';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { UserView } from '@/lib/contract/user';
import { useJoinUser, usePartUser, userChoice } from '@/lib/query/user';

type Props = { person: UserView; onClose: () => void };

const personOf = ({ id, samePersonAs }: UserView): string => samePersonAs ?? id;

/** The accounts that belong to one person, as admins have declared it. */
export function AccountsDialog({ person, onClose }: Props) {
  const joining = usePermissionRefusal('user.join');
  const parting = usePermissionRefusal('user.part');
  const join = useJoinUser();
  const { data: people } = useQuery(userChoice());
  const [other, setOther] = useState('');
  const [isParting, setParting] = useState(false);
  const others = (people ?? []).filter((one) => one.id !== person.id && personOf(one) === personOf(person));

  if (isParting) return <PartDialog person={person} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Accounts of ${person.name}`}
      description="What one account of a person must not decide, none of theirs may, and together they are one approver."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            variant="primary"
            busy={join.isPending}
            disabledReason={joining ?? (other === '' ? 'Choose the other account' : null)}
            onClick={() =>
              join.mutate(
                { id: person.id, with: other },
                {
                  onSuccess: () => {
                    showToast({ tone: 'done', title: `${person.name}: one person with ${other}` });
                    onClose();
                  },
                },
              )
            }
          >
            Declare one person
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Problem error={join.error} title="Not declared" />
        {others.length === 0 ? (
          <p className="text-muted">No other account is known to be theirs.</p>
        ) : (
          <div>
            <p className="font-medium">One person with</p>
            <ul className="list-disc pl-4">
              {others.map((one) => (
                <li key={one.id}>
                  {one.name} <span className="text-muted">{one.email}</span>
                </li>
              ))}
            </ul>
            <Button size="sm" className="mt-2" disabledReason={parting} onClick={() => setParting(true)}>
              This account is somebody else’s…
            </Button>
          </div>
        )}
        <OwnerField label="Another account of the same person" optional value={other} onChange={setOther} />
      </div>
    </Dialog>
  );
}

function PartDialog({ person, onClose }: Props) {
  const part = usePartUser();
  return (
    <ReasonDialog
      title={`${person.email} is somebody else’s`}
      description="From the next request on it counts as a person of its own: it may decide where the others must not."
      confirm="Declare another person"
      revision={person.revision}
      standing="The account was changed."
      refusal={null}
      run={async ({ reason }) => {
        await part.mutateAsync({ id: person.id, reason });
        showToast({ tone: 'done', title: `${person.name} is a person of their own` });
      }}
      onClose={onClose}
    />
  );
}
