'use client';

import { ShownOnce } from '@/components/settings/shown-once';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import type { ChannelView } from '@/lib/contract/channel';
import { useRotateChannel } from '@/lib/query/channel';

/** Gives a webhook a new secret, shown once. */
export function RotateChannelDialog({ channel, onClose }: { channel: ChannelView; onClose: () => void }) {
  const rotate = useRotateChannel();
  const secret = rotate.data?.secret ?? null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rotate the secret of ${channel.name}`}
      description="The next message is signed with the new one: a receiver that knows only the old one refuses it, and it is tried again."
      footer={
        secret === null ? (
          <>
            <Button onClick={onClose}>Back</Button>
            <Button
              variant="danger"
              busy={rotate.isPending}
              onClick={() => rotate.mutate({ id: channel.id, ifMatch: channel.revision })}
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
      {secret !== null && <ShownOnce label="Secret" text={secret} />}
    </Dialog>
  );
}
