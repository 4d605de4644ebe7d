'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMemo } from 'react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { Button } from '@/components/ui/button';
import { FormDialog } from '@/components/ui/form-dialog';
import { showToast } from '@/components/ui/toast';
import type { ToolView } from '@/lib/contract/tool';
import { useChangeTool, useReviewTool } from '@/lib/query/tool';
import { ClassificationFields, ClassificationForm, typedOf } from './classification-fields';
import { ProposalText } from './proposal-text';
import { ToolEffect } from './tool-effect';

type Props = {
  /** As it was looked at: another definition is another review. */
  tool: ToolView;
  /** The revision as the server tells it now. */
  revision: number;
  /** Approves the tool together with the change. */
  isReview: boolean;
  refusal: string | null;
  onDone: (tool: ToolView) => void;
  onClose: () => void;
};

/** Says what a tool does, and what with; with a review, from the next call on. */
export function ClassificationDialog({ tool, revision, isReview, refusal, onDone, onClose }: Props) {
  const change = useChangeTool();
  const review = useReviewTool();
  const form = useForm<z.input<typeof ClassificationForm>, unknown, z.output<typeof ClassificationForm>>({
    resolver: zodResolver(ClassificationForm),
    defaultValues: typedOf(tool),
  });
  const typed = JSON.stringify(form.watch());
  const wish = useMemo(() => {
    const parsed = ClassificationForm.safeParse(JSON.parse(typed));
    return parsed.success ? { id: tool.id, ...parsed.data } : null;
  }, [typed, tool.id]);

  return (
    <FormDialog
      form={form}
      title={isReview ? `Classify and approve ${tool.name}` : `Classify ${tool.name}`}
      description={
        isReview
          ? 'From the next call on it is decided by what stands here.'
          : 'What is said here counts from the next call on.'
      }
      confirm={isReview ? 'Save and approve' : 'Save'}
      failure={isReview ? 'Not approved' : 'Not changed'}
      refusal={refusal}
      changing={{ revision, standing: 'Look at how it stands now before you go on.' }}
      run={async (classified, { ifMatch }) => {
        const given = { id: tool.id, ifMatch, ...classified };
        const after = isReview
          ? await review.mutateAsync({ ...given, digest: tool.digest })
          : await change.mutateAsync(given);
        showToast({
          tone: 'done',
          title: `${tool.name} is ${isReview ? 'approved' : 'changed'}`,
          detail:
            after.state === 'reviewed'
              ? 'Its calls are decided from now on.'
              : 'Its calls are deferred until somebody approves it.',
        });
        onDone(after);
      }}
      onClose={onClose}
    >
      {tool.proposed !== null && (
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <ProposalText proposed={tool.proposed} />
          <Button
            size="sm"
            onClick={() => {
              if (tool.proposed !== null) form.reset(typedOf(tool.proposed), { keepDefaultValues: true });
            }}
          >
            Fill in
          </Button>
        </div>
      )}
      <ClassificationFields form={form} />
      {wish !== null && <ToolEffect input={wish} revision={revision} isReviewed={isReview} />}
    </FormDialog>
  );
}
