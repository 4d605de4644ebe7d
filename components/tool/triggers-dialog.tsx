'use client';

import { X } from 'lucide-react';
import { z } from 'zod';
import { systemSource } from '@/components/system/system-source';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { SearchSelect } from '@/components/ui/search-select';
import { showToast } from '@/components/ui/toast';
import { useChangeForm } from '@/components/ui/use-change-form';
import { ChangeToolInput, type ToolView } from '@/lib/contract/tool';
import { useChangeTool } from '@/lib/query/tool';
import { ToolEffect } from './tool-effect';

const TriggersForm = z.object({ triggers: ChangeToolInput.shape.triggers.unwrap() });

type Props = {
  tool: ToolView;
  onDone: (tool: ToolView) => void;
  refusal: string | null;
  onClose: () => void;
};

/** Declares which systems a call of the tool sets in motion. */
export function TriggersDialog({ tool, refusal, onDone, onClose }: Props) {
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
