'use client';

import { useQuery } from '@tanstack/react-query';
import { PenLine } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FormFrame } from '@/components/ui/form-frame';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SignOffView } from '@/lib/contract/review-campaign';
import type { ReviewItemSummary } from '@/lib/contract/review-item';
import { isChange, REVIEW_VERBS } from '@/lib/domain/review';
import { myCampaigns, useSignOff } from '@/lib/query/review-campaign';
import { allDecided } from '@/lib/query/review-item';
import { SAID_WORDS } from './review-words';

type Props = {
  /** Only of this campaign. */
  campaign: string | null;
  decided: readonly ReviewItemSummary[];
  onDone: (views: readonly SignOffView[]) => void;
};

/** Signs off what was decided: it takes effect before the answer is there. */
export function SignOffButton({ campaign, decided, onDone }: Props) {
  const [isOpen, setOpen] = useState(false);
  const refusal = usePermissionRefusal('review-campaign.sign-off');
  return (
    <>
      <Button
        variant="primary"
        disabledReason={refusal ?? (decided.length === 0 ? 'Nothing is decided yet' : null)}
        onClick={() => setOpen(true)}
      >
        <PenLine aria-hidden="true" />
        Sign off{decided.length > 0 && ` ${decided.length}`}…
      </Button>
      {isOpen && (
        <SignOffDialog campaign={campaign} decided={decided} onDone={onDone} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

function SignOffDialog({ campaign, decided, onDone, onClose }: Props & { onClose: () => void }) {
  const signOff = useSignOff();
  const refusal = usePermissionRefusal('review-campaign.sign-off');
  const mine = useQuery({ ...myCampaigns(), refetchOnMount: 'always' }).data;
  // Also what another tab has signed off since this was opened: to sign twice is harmless, and shows the receipt.
  const [begun] = useState(decided);
  const ids = [
    ...new Set([
      ...[...begun, ...decided].map((item) => item.campaign),
      ...(mine ?? []).filter(({ mine: { decided: count } }) => count > 0).map(({ id }) => id),
    ]),
  ].filter((id) => campaign === null || id === campaign);
  const changes = decided.filter(({ decision }) => decision !== null && isChange(decision.verb));
  const counts = REVIEW_VERBS.map((verb) => ({
    verb,
    count: decided.filter(({ decision }) => decision?.verb === verb).length,
  })).filter(({ count }) => count > 0);

  return (
    <FormFrame
      title={`Sign off ${decided.length} ${decided.length === 1 ? 'decision' : 'decisions'}`}
      description="What you take away is gone at the next call, on every instance. It cannot be undone here afterwards."
      confirm="Sign off"
      failure="Not all of it was signed off"
      refusal={refusal}
      run={async () => {
        await allDecided();
        const views: SignOffView[] = [];
        for (const id of ids) views.push(await signOff.mutateAsync({ id }));
        onDone(views);
      }}
      onClose={onClose}
    >
      <dl className="flex flex-wrap gap-x-6 gap-y-2">
        {counts.map(({ verb, count }) => (
          <div key={verb}>
            <dt className="text-muted text-sm">{SAID_WORDS[verb]}</dt>
            <dd className="font-semibold text-xl">{count}</dd>
          </div>
        ))}
      </dl>
      {changes.length > 0 && (
        <div>
          <p className="mb-1 text-muted text-sm">What changes something:</p>
          <ul className="max-h-60 divide-y divide-line overflow-y-auto rounded-md border border-line text-sm">
            {changes.map((item) => (
              <li key={item.id} className="flex gap-3 px-2.5 py-1">
                <span className="w-24 shrink-0 font-medium">
                  {item.decision !== null && SAID_WORDS[item.decision.verb]}
                </span>
                <span className="min-w-0 grow [overflow-wrap:anywhere]">{item.title}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {ids.length > 1 && <p className="text-muted text-sm">Of {ids.length} campaigns.</p>}
    </FormFrame>
  );
}
