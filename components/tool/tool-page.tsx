'use client';

import { useQuery } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyValueList } from '@/components/ui/key-value-list';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ToolView } from '@/lib/contract/tool';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { toolOne } from '@/lib/query/tool';
import { DriftChip } from './drift-chip';
import { ToolCallers } from './tool-callers';
import { ToolCalls } from './tool-calls';
import { ToolReview } from './tool-review';
import { ToolTriggers } from './tool-triggers';

const ClassificationDialog = lazyDialog(
  async () => (await import('./classification-dialog')).ClassificationDialog,
);

const BACK = { label: 'Tools', href: paths.tools() };

/** What a tool is, whether that is what somebody reviewed, and who can call it. */
export function ToolPage({ id }: { id: string }) {
  const { data: tool, error, isError, refetch, dataUpdatedAt } = useQuery(toolOne(id));
  if (tool !== undefined) {
    // Another tool is another page: nothing that was looked at here is carried over.
    return <LoadedTool key={id} tool={tool} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  }
  const isMissing = error instanceof ApiError && (error.status === 404 || error.status === 400);
  return (
    <>
      <PageHeader title={id} back={BACK} />
      {isMissing ? (
        <EmptyState
          title="There is no such tool"
          action={<LinkButton href={paths.tools()}>All tools</LinkButton>}
        >
          Tools are never removed, so this id was never registered.
        </EmptyState>
      ) : isError ? (
        <Problem error={error} title="The tool could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Panel title="Loading">
          <SkeletonText lines={8} />
        </Panel>
      )}
    </>
  );
}

function LoadedTool({ tool, staleSince }: { tool: ToolView; staleSince: Date | null }) {
  const [seen, setSeen] = useState(tool);
  return (
    <>
      <PageHeader
        back={BACK}
        title={tool.name}
        mark={
          <>
            <StateChip state={tool.state} />
            <DriftChip tool={tool} />
            {staleSince !== null && <StaleBadge since={staleSince} />}
          </>
        }
        description={
          <>
            A tool of{' '}
            <Link href={paths.system(tool.system)} className="underline underline-offset-2">
              {tool.system}
            </Link>
          </>
        }
      />
      {tool.block !== null && <BlockBanner block={tool.block} />}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <ToolReview tool={tool} seen={seen} onSeen={setSeen} />
        <div className="flex min-w-0 flex-col gap-4">
          <Classification tool={tool} onDone={setSeen} />
          <ToolTriggers tool={tool} onDone={setSeen} />
        </div>
      </div>
      <div className="mt-4 grid items-start gap-4 xl:grid-cols-2">
        <ToolCallers tool={tool.id} />
        <ToolCalls tool={tool.id} />
      </div>
    </>
  );
}

function BlockBanner({ block: { at, by, reason } }: { block: NonNullable<ToolView['block']> }) {
  return (
    <section
      aria-label="Blocked"
      className="mb-4 flex items-start gap-3 rounded-lg bg-stop-tint px-4 py-3 text-stop-text"
    >
      <Ban aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-semibold">
          Blocked <TimeText at={at} show="both" focusable={false} className="[&_span]:text-inherit" />: every
          call is denied
        </p>
        <p>
          {reason} · {by.name}
        </p>
      </div>
    </section>
  );
}

type ChangeProps = { tool: ToolView; onDone: (tool: ToolView) => void };

function Classification({ tool, onDone }: ChangeProps) {
  const refusal = usePermissionRefusal('tool.change');
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Classification"
      actions={
        <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
          Change
        </Button>
      }
    >
      <KeyValueList
        items={[
          { label: 'Id', value: tool.id, mono: true },
          { label: 'Does', value: tool.actionClass },
          { label: 'Data', value: tool.sensitivity },
          { label: 'Output', value: tool.returnsUntrusted ? 'untrusted' : 'trusted' },
          { label: 'Can be undone', value: tool.reversible ? 'yes' : 'no' },
          { label: 'Sensitive', value: tool.sensitiveArguments.join(', ') || 'no argument' },
          { label: 'Incidental', value: tool.incidentalArguments.join(', ') || 'no argument' },
          { label: 'Registered', value: <TimeText at={tool.createdAt} show="short" /> },
        ]}
      />
      {isOpen && (
        <ClassificationDialog
          tool={tool}
          revision={tool.revision}
          isReview={false}
          refusal={refusal}
          onDone={onDone}
          onClose={() => setOpen(false)}
        />
      )}
    </Panel>
  );
}
