'use client';

import { useQuery } from '@tanstack/react-query';
import { Radar } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SystemView } from '@/lib/contract/system';
import { discoveryPreview, useDiscoverTools } from '@/lib/query/system';
import { FoundTools } from './found-tools';

/** Asks an MCP server for its tools, shows what that would change, and takes it over when somebody says so. */
export function DiscoverButton({ system }: { system: SystemView }) {
  const missingRole = usePermissionRefusal('system.discover');
  const [isOpen, setOpen] = useState(false);
  const refusal = missingRole ?? (system.url === null ? 'It has no address to ask' : null);
  return (
    <>
      <Button variant="primary" disabledReason={refusal} onClick={() => setOpen(true)}>
        <Radar aria-hidden="true" />
        Discover tools
      </Button>
      {isOpen && <DiscoverDialog system={system} onClose={() => setOpen(false)} />}
    </>
  );
}

function DiscoverDialog({ system, onClose }: { system: SystemView; onClose: () => void }) {
  const preview = useQuery(discoveryPreview(system.id));
  const discover = useDiscoverTools();
  const found = preview.data?.tools;
  const changes = found?.filter(({ change }) => change === 'new' || change === 'changed').length ?? 0;

  const takeOver = async () => {
    try {
      await discover.mutateAsync(system.id);
      showToast({
        tone: 'done',
        title: `${changes} ${changes === 1 ? 'tool' : 'tools'} taken over`,
        detail: 'Their calls are deferred until somebody has reviewed them.',
      });
      onClose();
    } catch {
      // It is shown from `discover.error`.
    }
  };

  return (
    <Dialog
      open
      size="lg"
      onClose={onClose}
      title={`Discover tools of ${system.name}`}
      description="What the server says of its tools now, beside what was pinned last. What is new or changed waits for a review."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            variant="primary"
            busy={discover.isPending}
            disabledReason={
              found === undefined
                ? 'The server has not answered'
                : changes === 0
                  ? 'Nothing has changed'
                  : null
            }
            onClick={takeOver}
          >
            Take over
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {preview.isError && (
          <Problem
            error={preview.error}
            title="The server could not be asked"
            onRetry={() => preview.refetch()}
          />
        )}
        <Problem error={discover.error} title="Not taken over" />
        {found === undefined ? !preview.isError && <SkeletonText lines={6} /> : <FoundTools tools={found} />}
      </div>
    </Dialog>
  );
}
