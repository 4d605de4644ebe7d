'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ChannelView } from '@/lib/contract/channel';
import { isAdded } from '@/lib/domain/channel';
import { useMoveChannel } from '@/lib/query/channel';
import { ChangeChannelDialog } from './change-channel-dialog';
import { RotateChannelDialog } from './rotate-channel-dialog';
import { TestChannelButton } from './test-channel-button';

/** What can be done with a channel, in its row. */
export function ChannelActions({ channel }: { channel: ChannelView }) {
  const [open, setOpen] = useState<'change' | 'rotate' | null>(null);
  const changing = usePermissionRefusal('channel.change');
  const rotating = usePermissionRefusal('channel.rotate');
  const move = useMoveChannel();
  const isDisabled = channel.disabledAt !== null;
  const verb = isDisabled ? 'enable' : 'disable';
  return (
    <span className="inline-flex flex-wrap justify-end gap-2">
      <TestChannelButton channel={channel} />
      {channel.kind !== 'in_app' && (
        <Button size="sm" disabledReason={changing} onClick={() => setOpen('change')}>
          Change…
        </Button>
      )}
      {channel.kind === 'webhook' && (
        <Button size="sm" disabledReason={rotating} onClick={() => setOpen('rotate')}>
          Rotate…
        </Button>
      )}
      {(isAdded(channel.kind) || channel.kind === 'email') && (
        <Button
          size="sm"
          busy={move.isPending}
          disabledReason={changing}
          onClick={() =>
            move.mutate(
              { id: channel.id, verb },
              {
                onError: (error) =>
                  showToast({ tone: 'failed', title: 'Not changed', detail: (error as Error).message }),
              },
            )
          }
        >
          {isDisabled ? 'Enable' : 'Disable'}
        </Button>
      )}
      {open === 'change' && <ChangeChannelDialog channel={channel} onClose={() => setOpen(null)} />}
      {open === 'rotate' && <RotateChannelDialog channel={channel} onClose={() => setOpen(null)} />}
    </span>
  );
}
