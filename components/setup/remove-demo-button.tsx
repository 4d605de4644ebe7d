'use client';

import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Problem } from '@/components/ui/problem';
import { usePermissionRefusal } from '@/components/user/permission';
import type { DemoCounts } from '@/lib/contract/setup';
import { useRemoveDemo } from '@/lib/query/setup';

const isGone = ({ agents, people, systems, keys }: DemoCounts) => agents + people + systems + keys === 0;

/** Takes all of the demo away in one go, counted before and told after. */
export function RemoveDemoButton({ demo }: { demo: DemoCounts }) {
  const refusal = usePermissionRefusal('setup.change');
  const [isOpen, setOpen] = useState(false);
  const remove = useRemoveDemo();
  const done = remove.data;
  const close = () => {
    setOpen(false);
    remove.reset();
  };
  return (
    <>
      <Button
        disabledReason={refusal ?? (isGone(demo) ? 'Nothing of the demo is left' : null)}
        onClick={() => setOpen(true)}
      >
        <Trash2 aria-hidden="true" />
        Remove the demo…
      </Button>
      {isOpen && (
        <Dialog
          open
          onClose={close}
          title={done === undefined ? 'Remove the demo' : 'The demo is removed'}
          description="Decisions, tasks and audit events stay: the ledger keeps the demo’s history, and verifies as before."
          footer={
            done === undefined ? (
              <>
                <Button onClick={close}>Back</Button>
                <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
                  Remove the demo
                </Button>
              </>
            ) : (
              <Button variant="primary" onClick={close}>
                Done
              </Button>
            )
          }
        >
          <div className="flex flex-col gap-3">
            <Problem error={remove.error} title="Nothing was removed" />
            <KeyValueList
              items={[
                { label: 'Agents retired', value: (done?.removed ?? demo).agents },
                { label: 'Tasks cancelled', value: (done?.removed ?? demo).tasks },
                { label: 'Systems deleted', value: (done?.removed ?? demo).systems },
                { label: 'Keys revoked', value: (done?.removed ?? demo).keys },
                { label: 'People disabled', value: (done?.removed ?? demo).people },
              ]}
            />
            {done === undefined && (
              <p className="text-muted">What you use beyond the demo is kept, and named afterwards.</p>
            )}
            {done !== undefined && done.kept.length > 0 && (
              <div>
                <p className="font-medium">Kept</p>
                <ul className="list-disc pl-4">
                  {done.kept.map(({ kind, id, why }) => (
                    <li key={`${kind} ${id}`}>
                      {kind} {id}: {why}
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </div>
        </Dialog>
      )}
    </>
  );
}
