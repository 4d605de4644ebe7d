'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { ReviewToolInput, type ToolListItem } from '@/lib/contract/tool';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
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

const { actionClass, sensitivity } = ReviewToolInput.shape;
const ReviewForm = z.object({ actionClass: actionClass.unwrap(), sensitivity: sensitivity.unwrap() });

export function ReviewDialog({ tool, refusal, onClose }: DialogProps) {
  const review = useReviewTool();
  // What is reviewed is what stood here when the dialog opened: another definition is another review.
  const [seen] = useState(tool);
  const form = useForm({
    resolver: zodResolver(ReviewForm),
    defaultValues: { actionClass: tool.actionClass, sensitivity: tool.sensitivity },
  });
  const isChanged = tool.revision !== seen.revision && !review.isPending && !review.isSuccess;

  return (
    <FormDialog
      form={form}
      title={`Review ${seen.name}`}
      description="From the next call on it is decided by what stands here."
      confirm="Accept as it stands"
      failure="Not reviewed"
      refusal={isChanged ? 'It was changed meanwhile: look at it anew' : refusal}
      run={async (classified) => {
        await review.mutateAsync({ id: seen.id, ifMatch: seen.revision, ...classified });
        showToast({
          tone: 'done',
          title: `${seen.name} is reviewed`,
          detail: 'Its calls are decided from now on.',
        });
      }}
      onClose={onClose}
    >
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
            <Select {...control} options={options(ACTION_CLASSES)} {...form.register('actionClass')} />
          )}
        </Field>
        <Field label="Data it touches">
          {(control) => (
            <Select {...control} options={options(SENSITIVITIES)} {...form.register('sensitivity')} />
          )}
        </Field>
      </div>
    </FormDialog>
  );
}
