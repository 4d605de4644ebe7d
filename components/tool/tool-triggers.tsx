'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { z } from 'zod';
import { systemSource } from '@/components/system/system-source';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Panel } from '@/components/ui/panel';
import { SearchSelect } from '@/components/ui/search-select';
import { showToast } from '@/components/ui/toast';
import { useChangeForm } from '@/components/ui/use-change-form';
import { usePermissionRefusal } from '@/components/user/permission';
import { ChangeToolInput, type ToolView } from '@/lib/contract/tool';
import { paths } from '@/lib/paths';
import { toolList, useChangeTool } from '@/lib/query/tool';
import { ToolEffect } from './tool-effect';

type Props = { tool: ToolView; onDone: (tool: ToolView) => void };

const TriggersForm = z.object({ triggers: ChangeToolInput.shape.triggers.unwrap() });

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

type DialogProps = Props & { refusal: string | null; onClose: () => void };

function TriggersDialog({ tool, refusal, onDone, onClose }: DialogProps) {
  const change = useChangeTool();
  const { form, begun, isSame, changesIn, follow } = useChangeForm(TriggersForm, { triggers: tool.triggers });
  const triggers = form.watch('triggers');
  const set = (next: string[]) => form.setValue('triggers', next);

  return (
    <FormDialog
      form={form}
      title={`What ${tool.name} sets in motion`}
      description="Name the systems whose webhooks or automations a call of it starts. Their tools then count as reached, with their own rights."
      confirm="Declare"
      failure="Not declared"
      refusal={refusal ?? (isSame ? 'Nothing is different' : null)}
      changing={{
        revision: tool.revision,
        standing: `Declared now: ${tool.triggers.join(', ') || 'nothing'}; before: ${begun.triggers.join(', ') || 'nothing'}.`,
        onSeen: follow,
      }}
      run={async (values, { ifMatch }) => {
        const after = await change.mutateAsync({ id: tool.id, ifMatch, ...changesIn(values) });
        showToast({
          tone: 'done',
          title: `${tool.name} sets ${after.triggers.join(', ') || 'nothing'} in motion`,
          detail:
            after.state === 'reviewed' ? undefined : 'Its calls are deferred until somebody approves it.',
        });
        onDone(after);
      }}
      onClose={onClose}
    >
      {triggers.length > 0 && (
        <ul aria-label="Declared" className="flex flex-wrap gap-1.5">
          {triggers.map((id) => (
            <li key={id} className="inline-flex items-center rounded-md border border-line bg-sunken pl-2">
              <code className="font-mono text-sm">{id}</code>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Take ${id} away`}
                onClick={() => set(triggers.filter((other) => other !== id))}
              >
                <X aria-hidden="true" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Field label="Add a system">
        {(control) => (
          <SearchSelect
            key={triggers.length}
            control={control}
            source={systemSource}
            value={null}
            onChange={(choice) => {
              if (choice !== null && !triggers.includes(choice.id)) set([...triggers, choice.id]);
            }}
            placeholder="Name or id"
            isFirst
          />
        )}
      </Field>
      {!isSame && <ToolEffect input={{ id: tool.id, triggers }} revision={tool.revision} />}
    </FormDialog>
  );
}
