'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CountText } from '@/components/ui/count-text';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { usePermissionRefusal } from '@/components/user/permission';
import { identityList } from '@/lib/query/identity';
import { IdentityItem } from './identity-item';

const loadDialog = () => import('./add-identity-dialog');
const AddIdentityDialog = lazy(async () => ({ default: (await loadDialog()).AddIdentityDialog }));

/** What binds running processes to an agent: who may open its tasks without a key of ours. */
export function IdentityPanel({ agentId }: { agentId: string }) {
  const { data, isError, error, refetch } = useQuery(identityList(agentId));
  const refusal = usePermissionRefusal('identity.add');
  const [isAdding, setAdding] = useState(false);

  return (
    <Panel
      title="Identities"
      mark={data?.total !== undefined && <CountText count={data.total} className="text-muted text-sm" />}
      flush
      actions={
        <Button size="sm" disabledReason={refusal} onClick={() => setAdding(true)}>
          Add identity
        </Button>
      }
    >
      {isError && (
        <div className="p-4">
          <Problem error={error} title="The identities could not be loaded" onRetry={() => refetch()} />
        </div>
      )}
      {data === undefined && !isError && (
        <div className="p-4">
          <SkeletonText lines={3} />
        </div>
      )}
      {data?.items.length === 0 && (
        <EmptyState title="No identities">
          Without one its processes need a key. With one they show what their platform gives them, and get a
          token for one task.
        </EmptyState>
      )}
      {data !== undefined && data.items.length > 0 && (
        <ul>
          {data.items.map((identity) => (
            <IdentityItem key={identity.id} identity={identity} />
          ))}
        </ul>
      )}
      <Suspense fallback={null}>
        {isAdding && <AddIdentityDialog agentId={agentId} onClose={() => setAdding(false)} />}
      </Suspense>
    </Panel>
  );
}
