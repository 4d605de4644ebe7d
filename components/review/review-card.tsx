'use client';

import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Undo2 } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Key } from '@/components/layout/key';
import { Button } from '@/components/ui/button';
import type { ButtonVariant } from '@/components/ui/button-look';
import { EmptyState } from '@/components/ui/empty-state';
import { Problem } from '@/components/ui/problem';
import { useShortcut } from '@/components/ui/shortcut';
import { SkeletonText } from '@/components/ui/skeleton';
import { EndText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ReviewItemView } from '@/lib/contract/review-item';
import type { ReviewVerb } from '@/lib/domain/review';
import { ApiError } from '@/lib/query/client';
import { reviewItemOne, type Said } from '@/lib/query/review-item';
import { Composer } from './composer';
import { HandOverDialog } from './hand-over-dialog';
import { ItemDecision } from './item-decision';
import { ItemEvidence } from './item-evidence';
import { NarrowByHandDialog } from './narrow-by-hand-dialog';
import { REVOKE_MEANS, VERB_WORDS } from './review-words';
import { useSeen } from './use-seen';
import { itemVerbRefusal } from './verb-refusal';

export type Decided = Omit<Said, 'subjectRevision' | 'seenMs'>;

type Props = {
  id: string;
  /** Where it stands among the others: "3 of 50". */
  place?: string;
  onSay: (item: ReviewItemView, said: Said) => void;
  onUndo: (item: ReviewItemView) => void;
};

type Asked =
  | { id: string; what: 'say'; verb: ReviewVerb }
  | { id: string; what: 'comment' | 'hand-over' | 'by-hand' };

/** One item with its evidence, and what can be said of it: one key, or one key and a comment. */
export function ReviewCard({ id, place, onSay, onUndo }: Props) {
  const { data: item, error, isError, refetch } = useQuery(reviewItemOne(id));
  const seen = useSeen(id, item !== undefined);

  if (item === undefined) {
    if (error instanceof ApiError && error.status === 404)
      return (
        <EmptyState title="There is no such item">It is not in any campaign that you can see.</EmptyState>
      );
    return (
      <section aria-label="Item" className="min-h-96 rounded-lg border border-line bg-raised p-4">
        {isError ? (
          <Problem error={error} title="The item could not be loaded" onRetry={() => refetch()} />
        ) : (
          <SkeletonText lines={10} />
        )}
      </section>
    );
  }
  return <LoadedCard item={item} place={place} seen={seen} onSay={onSay} onUndo={onUndo} />;
}

type LoadedProps = Omit<Props, 'id'> & {
  item: ReviewItemView;
  place: string | undefined;
  seen: () => number;
};

function LoadedCard({ item, place, seen, onSay, onUndo }: LoadedProps) {
  const titleId = useId();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [note, setNote] = useState<{ id: string; text: string | null } | null>(null);
  const now = asked?.id === item.id ? asked : null;
  const comment = note?.id === item.id ? note.text : (item.decision?.comment ?? null);
  const permission = usePermissionRefusal('review-item.decide');
  const isOver = item.state !== 'pending' && item.state !== 'decided';
  const refusal = permission ?? (item.refusal === null ? null : sentence(item.refusal.message));
  const refusalOf = (verb: ReviewVerb): string | null => refusal ?? itemVerbRefusal(item, verb);

  const tell = (
    verb: ReviewVerb,
    more: Omit<Decided, 'verb' | 'comment'> & { comment?: string | null } = {},
  ) => {
    setAsked(null);
    onSay(item, {
      comment,
      ...more,
      verb,
      subjectRevision: item.subjectRevision,
      seenMs: seen(),
    });
  };
  const press = (verb: ReviewVerb) => {
    if (refusalOf(verb) !== null) return;
    if (verb === 'hand_over') return setAsked({ id: item.id, what: 'hand-over' });
    const isMissing = comment === null && (item.commentRequired || verb === 'skip');
    if (isMissing) setAsked({ id: item.id, what: 'say', verb });
    else tell(verb);
  };
  const askComment = () => {
    if (refusal === null) setAsked({ id: item.id, what: 'comment' });
  };
  const keepComment = (text: string | null) => {
    setAsked(null);
    setNote({ id: item.id, text });
    // What was decided already is said again, with the comment.
    if (item.decision !== null && item.state === 'decided' && item.decision.verb !== 'hand_over') {
      tell(item.decision.verb, { comment: text });
    }
  };

  useShortcut({ keys: 'a', label: 'Keep', group: 'Review' }, () => press('keep'));
  useShortcut({ keys: 'r', label: 'Revoke', group: 'Review' }, () => press('revoke'));
  useShortcut({ keys: 'n', label: 'Narrow to what was used', group: 'Review' }, () => press('narrow'));
  useShortcut({ keys: 's', label: 'Skip, with a reason', group: 'Review' }, () => press('skip'));
  useShortcut({ keys: 'h', label: 'Hand over…', group: 'Review' }, () => press('hand_over'));
  useShortcut({ keys: 'c', label: 'Comment', group: 'Review' }, askComment);

  return (
    <section aria-labelledby={titleId} className="min-w-0 rounded-lg border border-line bg-raised">
      <header className="flex min-h-10 items-center gap-x-3 border-line border-b px-4 py-1 max-sm:min-h-8">
        {/* On a phone it says again what stands below it. */}
        <h2 id={titleId} className="min-w-0 truncate font-semibold max-sm:sr-only">
          {item.title}
        </h2>
        <span className="ml-auto shrink-0 text-muted text-sm max-sm:ml-0">
          <EndText at={item.endsAt} />
        </span>
        {place !== undefined && <span className="shrink-0 text-muted text-sm max-sm:ml-auto">{place}</span>}
      </header>
      <div className="px-4 py-3">
        <ItemEvidence item={item} />
        {item.decision !== null && <ItemDecision item={item} />}
      </div>
      {!isOver && (
        <div className="sticky bottom-[calc(3.25rem+env(safe-area-inset-bottom))] rounded-b-lg border-line border-t bg-raised px-4 py-2 md:bottom-0">
          {now?.what === 'say' || now?.what === 'comment' ? (
            <Composer
              key={now.what}
              label={now.what === 'say' ? `${VERB_WORDS[now.verb]}: why` : 'Comment'}
              confirm={now.what === 'say' ? VERB_WORDS[now.verb] : 'Keep the comment'}
              isRequired={now.what === 'say'}
              begin={comment ?? ''}
              hint={
                now.what === 'say' && item.commentRequired
                  ? `At tier ${item.tier} every decision says why.`
                  : 'Kept in the record, with your name.'
              }
              onSay={(text) => (now.what === 'say' ? tell(now.verb, { comment: text }) : keepComment(text))}
              onCancel={() => setAsked(null)}
            />
          ) : (
            <>
              {refusal !== null && <p className="mb-1.5 text-muted text-sm">{refusal}.</p>}
              {comment !== null && item.decision === null && (
                <p className="mb-1.5 text-sm">
                  <span className="text-muted">Comment:</span> “{comment}”
                </p>
              )}
              <div className="flex flex-wrap items-center gap-2">
                <VerbButton item={item} verb="keep" keys="a" refusal={refusalOf('keep')} onPress={press} />
                {item.kind === 'entitlement' && (
                  <VerbButton
                    item={item}
                    verb="narrow"
                    keys="n"
                    refusal={refusalOf('narrow')}
                    onPress={press}
                  />
                )}
                {item.kind === 'ownership' && (
                  <VerbButton
                    item={item}
                    verb="hand_over"
                    keys="h"
                    refusal={refusalOf('hand_over')}
                    onPress={press}
                  />
                )}
                <VerbButton
                  item={item}
                  verb="revoke"
                  keys="r"
                  refusal={refusalOf('revoke')}
                  onPress={press}
                />
                <More
                  item={item}
                  refusalOf={refusalOf}
                  onPress={press}
                  onComment={askComment}
                  onByHand={() => setAsked({ id: item.id, what: 'by-hand' })}
                />
                {item.state === 'decided' && (
                  <Button
                    variant="ghost"
                    className="ml-auto"
                    disabledReason={refusal}
                    onClick={() => onUndo(item)}
                  >
                    <Undo2 aria-hidden="true" />
                    Undo
                    <Key keys="z" className="max-sm:hidden" />
                  </Button>
                )}
              </div>
            </>
          )}
        </div>
      )}
      {now?.what === 'hand-over' && (
        <HandOverDialog
          item={item}
          comment={comment}
          refusal={refusal}
          onSay={(owner, text) => tell('hand_over', { owner, comment: text })}
          onClose={() => setAsked(null)}
        />
      )}
      {now?.what === 'by-hand' && item.subject.entitlement !== null && (
        <NarrowByHandDialog
          item={item}
          scope={item.subject.entitlement.scope}
          comment={comment}
          refusal={refusal}
          onSay={(scope, text) => tell('narrow', { scope, comment: text })}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

type VerbButtonProps = {
  item: ReviewItemView;
  verb: ReviewVerb;
  keys: string;
  refusal: string | null;
  onPress: (verb: ReviewVerb) => void;
};

function VerbButton({ item, verb, keys, refusal, onPress }: VerbButtonProps) {
  const isRecommended = item.recommendation === verb;
  // At high and critical nothing is pressed by habit: no button stands out.
  const isOpen = item.tier === 'low' || item.tier === 'moderate';
  const variant: ButtonVariant = isRecommended && isOpen && item.decision === null ? 'primary' : 'secondary';
  const isSaid = item.decision?.verb === verb && item.state === 'decided';
  return (
    <Button
      variant={variant}
      disabledReason={refusal}
      aria-pressed={isSaid}
      aria-keyshortcuts={keys}
      title={verb === 'revoke' ? REVOKE_MEANS[item.kind] : undefined}
      onClick={() => onPress(verb)}
      className={`max-sm:grow max-sm:px-2${isSaid ? ' outline-2 outline-accent -outline-offset-1' : ''}`}
    >
      {verb === 'narrow' ? (
        <span>
          Narrow<span className="max-sm:hidden"> to used</span>
        </span>
      ) : (
        VERB_WORDS[verb]
      )}
      <Key keys={keys} className="max-sm:hidden" />
    </Button>
  );
}

type MoreProps = {
  item: ReviewItemView;
  refusalOf: (verb: ReviewVerb) => string | null;
  onPress: (verb: ReviewVerb) => void;
  onComment: () => void;
  onByHand: () => void;
};

/** What is wanted seldom: in the row where there is room, behind a button on a phone. */
function More({ item, refusalOf, onPress, onComment, onByHand }: MoreProps) {
  const listId = useId();
  const ref = useRef<HTMLDivElement>(null);
  const close = (then: () => void) => () => {
    ref.current?.hidePopover();
    then();
  };
  const row = 'w-full justify-start';
  return (
    <>
      <Button variant="ghost" size="icon" popoverTarget={listId} aria-label="More">
        <Ellipsis aria-hidden="true" />
      </Button>
      <div
        ref={ref}
        id={listId}
        popover="auto"
        className="fixed inset-auto m-0 w-64 rounded-lg border border-line bg-raised p-2 text-ink shadow-float max-md:right-3 max-md:bottom-[calc(7rem+env(safe-area-inset-bottom))] md:[position-area:top_span-right]"
      >
        <Button
          variant="ghost"
          className={row}
          disabledReason={refusalOf('skip')}
          onClick={close(() => onPress('skip'))}
        >
          Skip… <Key keys="s" />
        </Button>
        <Button variant="ghost" className={row} disabledReason={refusalOf('keep')} onClick={close(onComment)}>
          Comment… <Key keys="c" />
        </Button>
        {item.kind === 'entitlement' && (
          <Button
            variant="ghost"
            className={row}
            disabledReason={refusalOf('keep')}
            onClick={close(onByHand)}
          >
            Narrow by hand…
          </Button>
        )}
        {item.kind !== 'ownership' && item.verbs.includes('hand_over') && (
          <Button
            variant="ghost"
            className={row}
            disabledReason={refusalOf('hand_over')}
            onClick={close(() => onPress('hand_over'))}
          >
            Hand over…
          </Button>
        )}
      </div>
    </>
  );
}
