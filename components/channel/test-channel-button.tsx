'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ChannelView } from '@/lib/contract/channel';
import { isAdded } from '@/lib/domain/channel';
import { useTestChannel } from '@/lib/query/channel';
import { DeliveryChip } from './delivery-chip';

/** Sends a test and shows what the other side said, as it said it. */
export function TestChannelButton({ channel }: { channel: ChannelView }) {
  const refusal = usePermissionRefusal('channel.test');
  const test = useTestChannel();
  const [isOpen, setOpen] = useState(false);
  const why =
    refusal ??
    (channel.disabledAt !== null
      ? 'It is disabled'
      : channel.isReady
        ? null
        : 'No mail server is configured: set CORDON_SMTP_URL and CORDON_MAIL_FROM');
  const run = () => {
    setOpen(true);
    test.mutate({ id: channel.id });
  };
  return (
    <>
      <Button size="sm" busy={test.isPending} disabledReason={why} onClick={run}>
        Test
      </Button>
      {isOpen && (
        <Dialog
          open
          onClose={() => setOpen(false)}
          title={`Test of ${channel.name}`}
          description={
            isAdded(channel.kind) ? 'One message, sent now.' : 'One message to yourself, sent now.'
          }
          footer={
            <>
              <Button busy={test.isPending} onClick={run}>
                Once more
              </Button>
              <Button variant="primary" onClick={() => setOpen(false)}>
                Done
              </Button>
            </>
          }
        >
          <Problem error={test.error} title="Not sent" />
          <div role="status" className="flex flex-col gap-2">
            {test.isPending && <p className="text-muted">It is on its way.</p>}
            {test.data !== undefined && !test.isPending && (
              <>
                <p className="flex flex-wrap items-center gap-2">
                  <DeliveryChip state={test.data.state} />
                  {test.data.lastError}
                </p>
                {test.data.lastReply !== null && (
                  <pre className="overflow-x-auto whitespace-pre-wrap break-words rounded-md bg-sunken p-3 font-mono text-sm">
                    {test.data.lastReply}
                  </pre>
                )}
              </>
            )}
          </div>
        </Dialog>
      )}
    </>
  );
}
