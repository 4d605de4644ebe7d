'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ApiKeyView } from '@/lib/contract/api-key';
import { useRevokeApiKey, useRotateApiKey } from '@/lib/query/api-key';
import { ShownOnce } from './shown-once';

/** Rotate and revoke, in the row of a key. */
export function KeyActions({ apiKey }: { apiKey: ApiKeyView }) {
  const [open, setOpen] = useState<'rotate' | 'revoke' | null>(null);
  const rotating = usePermissionRefusal('api-key.rotate');
  const revoking = usePermissionRefusal('api-key.revoke');
  const isOver = apiKey.state === 'live' ? null : `It is ${apiKey.state}`;
  const close = () => setOpen(null);
  return (
    <span className="inline-flex gap-2">
      <Button size="sm" disabledReason={rotating ?? isOver} onClick={() => setOpen('rotate')}>
        Rotate…
      </Button>
      <Button
        size="sm"
        disabledReason={revoking ?? (apiKey.state === 'revoked' ? 'It is revoked already' : null)}
        onClick={() => setOpen('revoke')}
      >
        Revoke…
      </Button>
      {open === 'rotate' && <RotateDialog apiKey={apiKey} onClose={close} />}
      {open === 'revoke' && <RevokeDialog apiKey={apiKey} onClose={close} />}
    </span>
  );
}

type Props = { apiKey: ApiKeyView; onClose: () => void };

function RotateDialog({ apiKey, onClose }: Props) {
  const rotate = useRotateApiKey();
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rotate ${apiKey.name}`}
      description="The present key is worth nothing from the next request on; its end stays."
      footer={
        rotate.data === undefined ? (
          <>
            <Button onClick={onClose}>Back</Button>
            <Button
              variant="danger"
              busy={rotate.isPending}
              onClick={() => rotate.mutate({ id: apiKey.id, ifMatch: apiKey.revision })}
            >
              Rotate
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      <Problem error={rotate.error} title="Not rotated" />
      {rotate.data !== undefined && <ShownOnce label="Key" text={rotate.data.key} />}
    </Dialog>
  );
}

function RevokeDialog({ apiKey, onClose }: Props) {
  const revoke = useRevokeApiKey();
  return (
    <ReasonDialog
      title={`Revoke ${apiKey.name}`}
      description="For good: it is worth nothing from the next request on."
      confirm="Revoke"
      hasReason={false}
      revision={apiKey.revision}
      standing={`It is ${apiKey.state} now, and ends in •${apiKey.hint}.`}
      refusal={null}
      run={async () => {
        await revoke.mutateAsync({ id: apiKey.id });
        showToast({ tone: 'done', title: `${apiKey.name} is revoked` });
      }}
      onClose={onClose}
    />
  );
}
