'use client';

import { useIsMutating, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import { Key } from '@/components/layout/key';
import { Button } from '@/components/ui/button';
import { ChangedMeanwhile } from '@/components/ui/changed-meanwhile';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { useShortcut } from '@/components/ui/shortcut';
import { TimeText } from '@/components/ui/time-text';
import { showToast } from '@/components/ui/toast';
import { ActorName } from '@/components/user/actor-name';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ToolView } from '@/lib/contract/tool';
import { paths } from '@/lib/paths';
import { toolsWaiting, useBlockTool, useReviewTool } from '@/lib/query/tool';
import { diffDefinitions } from './definition-diff';
import { DefinitionDiffView } from './definition-diff-view';
import { ProposalText } from './proposal-text';

const ClassificationDialog = lazyDialog(
  async () => (await import('./classification-dialog')).ClassificationDialog,
);

type Props = {
  tool: ToolView;
  /** What is judged is what was looked at, not what comes while somebody looks. */
  seen: ToolView;
  onSeen: (tool: ToolView) => void;
};
type Open = 'approve' | 'classify' | 'block' | null;

/** What was reviewed beside what stands now, and what can be said about it. */
export function ToolReview({ tool, seen, onSeen }: Props) {
  const router = useRouter();
  const mayReview = usePermissionRefusal('tool.review');
  const mayBlock = usePermissionRefusal('tool.block');
  const review = useReviewTool();
  const block = useBlockTool();
  const waiting = useQuery(toolsWaiting()).data;
  const [open, setOpen] = useState<Open>(null);
  const isMutating = useIsMutating() > 0;
  const isMoved = tool.digest !== seen.digest && !isMutating;
  const diff = useMemo(() => diffDefinitions(seen.reviewedDefinition, seen), [seen]);

  const isDone = tool.state === 'reviewed' && tool.digest === tool.reviewedDigest;
  const moved = isMoved ? 'It was changed meanwhile: look at the notice first' : null;
  const refusals = {
    approve: mayReview ?? moved ?? (isDone ? 'It is reviewed as it stands' : null),
    classify: mayReview ?? moved,
    block: mayBlock ?? (tool.state === 'blocked' ? 'It is blocked already' : null),
  };
  const next = nextOf(waiting?.items ?? [], tool.id);
  const left = (waiting?.total ?? 0) - (tool.state === 'unreviewed' ? 1 : 0);

  const approve = async () => {
    const after = await review.mutateAsync({ id: tool.id, ifMatch: tool.revision, digest: seen.digest });
    onSeen(after);
    showToast({
      tone: 'done',
      title: `${tool.name} is approved as it is`,
      detail: 'Its calls are decided from now on.',
    });
  };
  const press = (wish: Exclude<Open, null>) => {
    if (refusals[wish] !== null) return;
    // What speaks to the agent is not let through by a single key.
    if (wish === 'approve' && diff.addressed === 0) approve().catch(() => {});
    else setOpen(wish);
  };
  const goNext = () => {
    if (next !== null) router.push(paths.tool(next));
    else showToast({ tone: 'done', title: 'No other tool waits for a review' });
  };
  useShortcut({ keys: 'a', label: 'Approve as it is', group: 'Review' }, () => press('approve'));
  useShortcut({ keys: 'c', label: 'Classify, then approve', group: 'Review' }, () => press('classify'));
  useShortcut({ keys: 'b', label: 'Block', group: 'Review' }, () => press('block'));
  useShortcut({ keys: 'n', label: 'Next that waits', group: 'Review' }, goNext);

  return (
    <Panel title={isDone ? 'Definition' : 'Review'}>
      <div className="flex flex-col gap-4">
        {isMoved && (
          <ChangedMeanwhile
            standing="Below stands what you were looking at. It is not what would be approved now."
            refusal={null}
            onSeen={() => {
              review.reset();
              onSeen(tool);
            }}
          />
        )}
        <Problem error={review.error} title="Not approved" />
        <Standing tool={tool} isDone={isDone} />
        <DefinitionDiffView diff={diff} />
        {tool.proposed !== null && !isDone && (
          <p className="text-sm">
            <ProposalText proposed={tool.proposed} />
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2 border-line border-t pt-3">
          <Button
            variant={isDone || diff.addressed > 0 ? 'secondary' : 'primary'}
            busy={review.isPending}
            disabledReason={refusals.approve}
            onClick={() => press('approve')}
          >
            Approve as it is <Hint keys="a" />
          </Button>
          <Button disabledReason={refusals.classify} onClick={() => press('classify')}>
            Classify, then approve <Hint keys="c" />
          </Button>
          <Button variant="danger" disabledReason={refusals.block} onClick={() => press('block')}>
            Block <Hint keys="b" />
          </Button>
          <Button
            variant="ghost"
            className="sm:ml-auto"
            disabledReason={next === null ? 'No other tool waits' : null}
            onClick={goNext}
          >
            Next that waits{left > 0 && ` (${left})`} <Hint keys="n" />
          </Button>
        </div>
      </div>
      {open === 'approve' && (
        <ReasonDialog
          title={`Approve ${tool.name} as it is`}
          description={`${diff.addressed === 1 ? 'A sentence' : `${diff.addressed} sentences`} of its description ${diff.addressed === 1 ? 'speaks' : 'speak'} to the agent rather than of the tool. Every agent that lists it reads that.`}
          confirm="Approve all the same"
          hasReason={false}
          revision={tool.revision}
          standing={`It is ${tool.state} now.`}
          refusal={refusals.approve}
          run={approve}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'classify' && (
        <ClassificationDialog
          tool={seen}
          revision={tool.revision}
          isReview
          refusal={refusals.classify}
          onDone={onSeen}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'block' && (
        <ReasonDialog
          title={`Block ${tool.name}`}
          description="From the next call on every call of it is denied, whoever asks. A review lifts the block."
          confirm="Block"
          revision={tool.revision}
          standing={`It is ${tool.state} now.`}
          refusal={refusals.block}
          run={async ({ reason, ifMatch }) => {
            await block.mutateAsync({ id: tool.id, ifMatch, reason });
            showToast({ tone: 'done', title: `${tool.name} is blocked` });
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </Panel>
  );
}

const Hint = ({ keys }: { keys: string }) => (
  <span aria-hidden="true" className="max-sm:hidden">
    <Key keys={keys} />
  </span>
);

/** How the tool stands towards its last review. */
function Standing({ tool, isDone }: { tool: ToolView; isDone: boolean }) {
  if (tool.reviewedAt === null) {
    return (
      <p>
        Nobody has reviewed it yet.
        {tool.state === 'unreviewed' && ' Until somebody does, its calls are deferred.'}
      </p>
    );
  }
  const by = (
    <>
      <TimeText at={tool.reviewedAt} show="short" /> by <ActorName id={tool.reviewedBy ?? ''} />
    </>
  );
  if (isDone) return <p className="text-muted">Reviewed {by}, and unchanged since.</p>;
  if (tool.digest === tool.reviewedDigest) return <p className="text-muted">As it was reviewed {by}.</p>;
  if (tool.reviewedDefinition === null) {
    return (
      <p>
        Changed since it was reviewed {by}. What was reviewed then was not kept: read it as if it were new.
      </p>
    );
  }
  return <p>Changed since it was reviewed {by}. What differs is marked.</p>;
}

/** The next of these after `id`, in the order of ids, beginning anew at the end; null when there is no other. */
function nextOf(waiting: readonly { id: string }[], id: string): string | null {
  const others = waiting.filter((tool) => tool.id !== id);
  return (others.find((tool) => tool.id > id) ?? others[0])?.id ?? null;
}
