'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Key } from '@/components/layout/key';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Problem } from '@/components/ui/problem';
import { useShortcut } from '@/components/ui/shortcut';
import { Skeleton } from '@/components/ui/skeleton';
import { TierChip } from '@/components/ui/tier-chip';
import { TimeText } from '@/components/ui/time-text';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ReviewCluster } from '@/lib/contract/review-campaign';
import { VERBS_OF_KIND } from '@/lib/domain/review';
import { campaignClusters, useDecideCluster } from '@/lib/query/review-campaign';
import { reviewItemList, reviewItemOne } from '@/lib/query/review-item';
import { Composer } from './composer';
import { ItemEvidence } from './item-evidence';
import { RULE_NAMES, SAID_WORDS, VERB_WORDS } from './review-words';
import { useSeen } from './use-seen';
import { VerbChip } from './verb-chip';

type Props = { campaign: string; cluster: string; onClose: () => void };
type BulkVerb = 'keep' | 'narrow' | 'revoke';
const BULK_KEYS: Record<BulkVerb, string> = { keep: 'a', narrow: 'n', revoke: 'r' };

/** Items that are alike, decided in one go and marked as that. */
export function ClusterCard({ campaign, cluster: id, onClose }: Props) {
  const { data, error, refetch } = useQuery(campaignClusters(campaign));
  const cluster = data?.find((one) => one.cluster === id);
  if (error !== null && data === undefined)
    return <Problem error={error} title="What is alike could not be loaded" onRetry={() => refetch()} />;
  if (data === undefined) return <Skeleton className="h-96 w-full" />;
  if (cluster === undefined)
    return (
      <section aria-label="Alike" className="rounded-lg border border-line bg-raised">
        <EmptyState title="None of these is left" action={<Button onClick={onClose}>Go on</Button>}>
          They were decided, or are no longer alike.
        </EmptyState>
      </section>
    );
  return <LoadedCluster campaign={campaign} cluster={cluster} onClose={onClose} />;
}

function LoadedCluster({
  campaign,
  cluster,
  onClose,
}: {
  campaign: string;
  cluster: ReviewCluster;
  onClose: () => void;
}) {
  const refusal = usePermissionRefusal('review-item.decide');
  const decide = useDecideCluster();
  const first = useQuery(reviewItemOne(cluster.first)).data;
  const members = useInfiniteQuery(
    reviewItemList({ campaign, cluster: cluster.cluster, state: 'pending' }),
  ).data?.pages.flatMap(({ items }) => items);
  const seen = useSeen(cluster.cluster, first !== undefined && members !== undefined);
  const [isCommenting, setCommenting] = useState(false);
  const [comment, setComment] = useState<string | null>(null);
  const verbs = (['keep', 'narrow', 'revoke'] as const).filter((verb) =>
    VERBS_OF_KIND[cluster.kind].includes(verb),
  );
  const off = refusal ?? (first === undefined ? 'Its evidence is being loaded' : null);

  const press = (verb: BulkVerb) => {
    if (off !== null || decide.isPending || !verbs.includes(verb)) return;
    // Once they are decided there is no such cluster any more, and this card is gone before it hears of it.
    decide
      .mutateAsync({
        id: campaign,
        cluster: cluster.cluster,
        verb,
        items: cluster.items,
        seenMs: seen(),
        queue: 'mine',
        ...(comment !== null && { comment }),
      })
      .then(({ decided, refused }) => {
        showToast({
          tone: 'done',
          title: `${SAID_WORDS[verb]} in bulk: ${decided}, staged`,
          ...(refused > 0 && { detail: `${refused} had changed and are left to be looked at one by one.` }),
        });
        onClose();
      })
      // What went wrong stands on the card.
      .catch(() => {});
  };
  useShortcut({ keys: 'a', label: 'Keep all', group: 'Review' }, () => press('keep'));
  useShortcut({ keys: 'r', label: 'Revoke all', group: 'Review' }, () => press('revoke'));
  useShortcut({ keys: 'n', label: 'Narrow all to what was used', group: 'Review' }, () => press('narrow'));
  useShortcut({ keys: 'c', label: 'Comment', group: 'Review' }, () => setCommenting(true));

  return (
    <section aria-label={cluster.title} className="rounded-lg border border-line bg-raised">
      <header className="flex min-h-10 flex-wrap items-center gap-x-3 border-line border-b px-4 py-1">
        <h2 className="min-w-0 truncate font-semibold">
          {cluster.items} × {cluster.title}
        </h2>
        <TierChip tier={cluster.tier} />
        <Button size="sm" variant="ghost" className="ml-auto" onClick={onClose}>
          One by one
        </Button>
      </header>
      <div className="flex flex-col gap-3 px-4 py-3">
        <Problem error={decide.error} title="Not decided" />
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 rounded-md bg-sunken px-3 py-2">
          <span className="text-muted text-sm">Recommended</span>
          <VerbChip verb={cluster.recommendation} />
          <span className="text-sm">
            {cluster.recommendationSays}{' '}
            <span className="text-muted">(rule: {RULE_NAMES[cluster.recommendationRule]})</span>
          </span>
        </p>
        {members === undefined ? (
          <Skeleton className="h-24 w-full" />
        ) : (
          <ul className="divide-y divide-line rounded-md border border-line text-sm">
            {members.map((item) => (
              <li key={item.id} className="flex flex-wrap items-center gap-x-3 px-2.5 py-1">
                <span className="min-w-0 grow truncate">{item.title}</span>
                <span className="text-muted">
                  {item.toolsUsed} of {item.toolsGranted} used ·{' '}
                  {item.lastUsedAt === null ? 'never' : <TimeText at={item.lastUsedAt} focusable={false} />}
                </span>
              </li>
            ))}
          </ul>
        )}
        {first !== undefined && (
          <details className="text-sm" open={cluster.items <= 6}>
            <summary className="w-fit cursor-pointer rounded-sm text-muted pointer-coarse:py-2.5">
              The evidence of one of them
            </summary>
            <div className="mt-2">
              <ItemEvidence item={first} />
            </div>
          </details>
        )}
      </div>
      <div className="sticky bottom-[calc(3.25rem+env(safe-area-inset-bottom))] rounded-b-lg border-line border-t bg-raised px-4 py-2 md:bottom-0">
        {isCommenting ? (
          <Composer
            label="Comment"
            confirm="Keep the comment"
            isRequired={false}
            begin={comment ?? ''}
            hint="Kept with each of them."
            onSay={(text) => {
              setComment(text);
              setCommenting(false);
            }}
            onCancel={() => setCommenting(false)}
          />
        ) : (
          <div className="flex flex-wrap items-center gap-2">
            {verbs.map((verb) => (
              <Button
                key={verb}
                variant={verb === cluster.recommendation ? 'primary' : 'secondary'}
                busy={decide.isPending && decide.variables?.verb === verb}
                disabledReason={off}
                onClick={() => press(verb)}
                className="max-sm:grow max-sm:px-2"
              >
                <span>
                  {VERB_WORDS[verb]}
                  <span className="max-sm:sr-only">, all {cluster.items}</span>
                </span>
                <Key keys={BULK_KEYS[verb]} className="max-sm:hidden" />
              </Button>
            ))}
            <Button variant="ghost" disabledReason={off} onClick={() => setCommenting(true)}>
              {comment === null ? 'Comment…' : `“${comment.slice(0, 24)}”`}
            </Button>
            <span className="ml-auto text-muted text-sm max-sm:hidden">recorded as bulk</span>
          </div>
        )}
      </div>
    </section>
  );
}
