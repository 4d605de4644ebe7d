'use client';

import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ToolListItem } from '@/lib/contract/tool';
import { ACTION_CLASSES, type ActionClass } from '@/lib/domain/action-class';
import { SENSITIVITIES, type Sensitivity } from '@/lib/domain/sensitivity';
import { useReviewTool } from '@/lib/query/tool';

const options = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

/** Accepts a tool's definition as it stands, with its class put right. */
export function ReviewToolButton({ tool }: { tool: ToolListItem }) {
  const refusal = usePermissionRefusal('tool.review');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="sm"
        disabledReason={refusal}
        aria-label={`Review ${tool.name}`}
        onClick={() => setOpen(true)}
      >
        Review
      </Button>
      {isOpen && <ReviewDialog tool={tool} refusal={refusal} onClose={() => setOpen(false)} />}
    </>
  );
}

type DialogProps = { tool: ToolListItem; refusal: string | null; onClose: () => void };

export function ReviewDialog({ tool, refusal, onClose }: DialogProps) {
  const formId = useId();
  const review = useReviewTool();
  // What is reviewed is what stood here when the dialog opened: another definition is another review.
  const [seen] = useState(tool);
  const [actionClass, setActionClass] = useState<ActionClass>(tool.actionClass);
  const [sensitivity, setSensitivity] = useState<Sensitivity>(tool.sensitivity);
  const isChanged = tool.revision !== seen.revision && !review.isPending && !review.isSuccess;

  const submit = async () => {
    try {
      await review.mutateAsync({ id: seen.id, ifMatch: seen.revision, actionClass, sensitivity });
      showToast({
        tone: 'done',
        title: `${seen.name} is reviewed`,
        detail: 'Its calls are decided from now on.',
      });
      onClose();
    } catch {
      // It is shown from `review.error`.
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Review ${seen.name}`}
      description="From the next call on it is decided by what stands here."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={review.isPending}
            disabledReason={isChanged ? 'It was changed meanwhile: look at it anew' : refusal}
          >
            Accept as it stands
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isChanged) void submit();
        }}
      >
        <Problem error={review.error} title="Not reviewed" />
        <KeyValueList
          items={[
            { label: 'Description', value: seen.description ?? 'none' },
            { label: 'Output', value: seen.returnsUntrusted ? 'untrusted' : 'trusted' },
            { label: 'Can be undone', value: seen.reversible ? 'yes' : 'no' },
            { label: 'Sensitive', value: seen.sensitiveArguments.join(', ') || 'no argument' },
            { label: 'Sets in motion', value: seen.triggers.join(', ') || 'nothing that is known' },
          ]}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="What it does">
            {(control) => (
              <Select
                {...control}
                options={options(ACTION_CLASSES)}
                value={actionClass}
                onChange={({ target }) => setActionClass(target.value as ActionClass)}
              />
            )}
          </Field>
          <Field label="Data it touches">
            {(control) => (
              <Select
                {...control}
                options={options(SENSITIVITIES)}
                value={sensitivity}
                onChange={({ target }) => setSensitivity(target.value as Sensitivity)}
              />
            )}
          </Field>
        </div>
      </form>
    </Dialog>
  );
}
