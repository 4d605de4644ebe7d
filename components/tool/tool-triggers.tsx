'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ToolView } from '@/lib/contract/tool';
import { paths } from '@/lib/paths';
import { toolList } from '@/lib/query/tool';

const TriggersDialog = lazyDialog(async () => (await import('./triggers-dialog')).TriggersDialog);

type Props = { tool: ToolView; onDone: (tool: ToolView) => void };

/** Systems that a call sets in motion behind the tool: webhooks, automations. */
export function ToolTriggers({ tool, onDone }: Props) {
  const refusal = usePermissionRefusal('tool.change');
  const behind = useInfiniteQuery(toolList({ triggers: tool.system })).data?.pages[0];
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Sets in motion"
      actions={
        <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
          Declare
        </Button>
      }
    >
      {tool.triggers.length === 0 ? (
        <p className="text-muted">
          Nothing that is declared. Where a call starts a webhook or an automation, declare the system that it
          reaches: its tools then count as reached.
        </p>
      ) : (
        <>
          <SystemLinks ids={tool.triggers} />
          <p className="mt-1 text-muted text-sm">Whoever can call this tool reaches what these can do.</p>
        </>
      )}
      {(behind?.total ?? 0) > 0 && (
        <p className="mt-2 text-sm">
          <span className="text-muted">Its system is itself set in motion by </span>
          <Link href={paths.system(tool.system)} className="underline underline-offset-2">
            {behind?.total} {behind?.total === 1 ? 'tool' : 'tools'}
          </Link>
          .
        </p>
      )}
      {isOpen && (
        <TriggersDialog tool={tool} refusal={refusal} onDone={onDone} onClose={() => setOpen(false)} />
      )}
    </Panel>
  );
}

function SystemLinks({ ids }: { ids: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1">
      {ids.map((id) => (
        <li key={id}>
          <Link href={paths.system(id)} className="font-mono text-sm underline underline-offset-2">
            {id}
          </Link>
        </li>
      ))}
    </ul>
  );
}
