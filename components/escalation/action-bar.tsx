'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ArrowRight, Ban, Check, Ellipsis, SlidersHorizontal, UserRoundPlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs';
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { useViewer } from '@/components/layout/viewer';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-name';
import { Problem } from '@/components/ui/problem';
import { useShortcut } from '@/components/ui/shortcut';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { EscalationView } from '@/lib/contract/escalation';
import type { EscalationState } from '@/lib/domain/escalation';
import { paths } from '@/lib/paths';
import { neighbourOf, useApproveEscalation } from '@/lib/query/escalation';
import type { Further } from './further-dialog';
import type { NarrowBegin } from './narrow-dialog';
import { refusalsOf, standingNumber } from './refusals';
import { AfterText, usesText } from './terms-text';
import { type AnswerProps, useTellEffect } from './use-answer';

const NarrowDialog = lazy(async () => ({ default: (await import('./narrow-dialog')).NarrowDialog }));
const DenyDialog = lazy(async () => ({ default: (await import('./deny-dialog')).DenyDialog }));
const ReassignDialog = lazy(async () => ({ default: (await import('./reassign-dialog')).ReassignDialog }));
const FurtherDialog = lazy(async () => ({ default: (await import('./further-dialog')).FurtherDialog }));

/** A key that is still held down from the list before answers nothing. */
const SETTLE_MS = 400;
const GROUP = 'Escalation';
const THUMB = 'max-md:h-11';

type Open = { kind: 'narrow'; begin: NarrowBegin } | { kind: 'deny' | 'reassign' | Further };

type Props = {
  escalation: EscalationView;
  state: EscalationState;
  /** An answer is *No*, or the tier is one for which each call is looked at: nothing is suggested. */
  isWeighty: boolean;
};

/** The answers, always at hand. Which of them is not possible says why, and none disappears. */
export function ActionBar({ escalation, state, isWeighty }: Props) {
  const { id } = escalation;
  const viewer = useViewer();
  const approve = useApproveEscalation();
  const tell = useTellEffect();
  const missingRole = usePermissionRefusal('escalation.decide');
  const [open, setOpen] = useState<Open | null>(null);
  const approveButton = useRef<HTMLButtonElement>(null);
  const settledAtMs = useRef(0);
  useEffect(() => {
    settledAtMs.current = performance.now() + SETTLE_MS;
  }, []);

  const own = refusalsOf(escalation, state, viewer.id);
  const refusals = missingRole === null || state !== 'pending' ? own : allOf(missingRole);
  const done = (after: EscalationView) => tell(after, escalation);
  const isSettled = () => performance.now() >= settledAtMs.current;

  const approveNow = async () => {
    if (refusals.approve !== null || approve.isPending) return;
    // What went wrong is shown above the bar.
    const after = await approve.mutateAsync({ id }).catch(() => null);
    if (after !== null) done(after);
  };
  const ask = (wish: Open, refusal: string | null) => {
    if (refusal === null) setOpen(wish);
  };
  useOpenedWith(escalation, (act, uses) => {
    if (act === 'approve') approveButton.current?.focus();
    if (act === 'deny') ask({ kind: 'deny' }, refusals.deny);
    if (act === 'envelope') ask({ kind: 'narrow', begin: { scope: 'tool', uses } }, refusals.approve);
  });

  useShortcut({ keys: 'a', label: 'Approve as recommended', group: GROUP }, () => {
    if (!isSettled()) return;
    // Where each call is looked at, one key alone approves nothing: it goes to the button, Enter presses it.
    if (isWeighty || refusals.approve !== null) approveButton.current?.focus();
    else void approveNow();
  });
  useShortcut({ keys: 'n', label: 'Narrow…', group: GROUP }, () =>
    ask({ kind: 'narrow', begin: undefined }, refusals.approve),
  );
  useShortcut({ keys: 'd', label: 'Deny…', group: GROUP }, () => {
    if (isSettled()) ask({ kind: 'deny' }, refusals.deny);
  });
  useShortcut({ keys: 'u', label: 'Reassign…', group: GROUP }, () =>
    ask({ kind: 'reassign' }, refusals.reassign),
  );
  const walk = useWalk(id);

  const answer: Omit<AnswerProps, 'refusal'> = {
    escalation,
    changing: {
      revision: standingNumber(state, escalation.approvals.given.length),
      standing: <Standing escalation={escalation} state={state} />,
    },
    onDone: done,
    onClose: () => setOpen(null),
  };

  return (
    <>
      <section
        aria-label="Answer"
        // What is decided needs nothing at hand: then it stands at the end of the page.
        data-action-bar={state === 'pending' ? '' : undefined}
        className={cx(
          '-mx-3 mt-4 border-line border-t bg-raised px-3 py-2.5 sm:-mx-6 sm:px-6 md:-mb-8',
          state === 'pending' &&
            'sticky bottom-0 z-10 max-md:bottom-[calc(3.25rem+env(safe-area-inset-bottom))]',
        )}
      >
        {approve.isError && state === 'pending' && (
          <div className="mb-2">
            <Problem error={approve.error} title="Not approved" />
          </div>
        )}
        {approve.isError && state !== 'pending' && (
          <p role="alert" className="mb-2 font-medium">
            Somebody was faster: nothing of yours was done. <Standing escalation={escalation} state={state} />
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <p className="min-w-0 grow basis-60 text-sm">
            <Summary escalation={escalation} state={state} why={refusals.approve ?? refusals.deny} />
          </p>
          {state !== 'pending' && missingRole === null && (
            <Button
              className={`${THUMB} max-md:basis-full`}
              aria-keyshortcuts="j"
              onClick={() => void walk(1)}
            >
              <ArrowRight aria-hidden="true" />
              Next that waits for me
            </Button>
          )}
          <Button
            ref={approveButton}
            variant={isWeighty || refusals.approve !== null ? 'secondary' : 'primary'}
            className={`${THUMB} max-md:basis-full`}
            aria-keyshortcuts="a"
            busy={approve.isPending}
            disabledReason={refusals.approve}
            onClick={() => void approveNow()}
          >
            <Check aria-hidden="true" />
            Approve as recommended
          </Button>
          <Button
            className={`${THUMB} max-md:grow max-md:basis-0`}
            aria-keyshortcuts="n"
            aria-haspopup="dialog"
            disabledReason={refusals.approve}
            onClick={() => setOpen({ kind: 'narrow', begin: undefined })}
          >
            <SlidersHorizontal aria-hidden="true" className="max-xs:hidden" />
            Narrow…
          </Button>
          <Button
            className={`${THUMB} max-md:grow max-md:basis-0`}
            aria-keyshortcuts="d"
            aria-haspopup="dialog"
            disabledReason={refusals.deny}
            onClick={() => setOpen({ kind: 'deny' })}
          >
            <Ban aria-hidden="true" className="max-xs:hidden" />
            Deny…
          </Button>
          <Button
            className={`${THUMB} max-md:grow max-md:basis-0`}
            aria-keyshortcuts="u"
            aria-haspopup="dialog"
            disabledReason={refusals.reassign}
            onClick={() => setOpen({ kind: 'reassign' })}
          >
            <UserRoundPlus aria-hidden="true" className="max-xs:hidden" />
            Reassign…
          </Button>
          <More
            glassRefusal={glassRefusal(viewer.roles.includes('admin'), refusals.approve, escalation)}
            state={state}
            onGlass={() => setOpen({ kind: 'glass' })}
            onWithdraw={() => setOpen({ kind: 'withdraw' })}
          />
        </div>
      </section>
      <Suspense fallback={null}>
        {open?.kind === 'narrow' && (
          <NarrowDialog {...answer} refusal={refusals.approve} begin={open.begin} />
        )}
        {open?.kind === 'deny' && <DenyDialog {...answer} refusal={refusals.deny} />}
        {open?.kind === 'reassign' && <ReassignDialog {...answer} refusal={refusals.reassign} />}
        {open?.kind === 'glass' && <FurtherDialog kind="glass" {...answer} refusal={null} />}
        {open?.kind === 'withdraw' && (
          <FurtherDialog kind="withdraw" {...answer} refusal={state === 'pending' ? null : own.deny} />
        )}
      </Suspense>
    </>
  );
}

const allOf = (why: string) => ({ approve: why, deny: why, reassign: why });

/** An admin alone may do what their own missing group or a second person keeps back, and nothing else. */
function glassRefusal(
  isAdmin: boolean,
  approveRefusal: string | null,
  escalation: EscalationView,
): string | null {
  if (!isAdmin) return 'Needs the role admin';
  const { refusal, approvals, problems } = escalation;
  const isOnlyOthers =
    problems.length === 0 &&
    escalation.frozenBy === null &&
    (refusal?.code === 'not_asked' || (refusal === null && approvals.given.length > 0));
  return isOnlyOthers && escalation.state === 'pending' ? null : approveRefusal;
}

type MoreProps = {
  glassRefusal: string | null;
  state: EscalationState;
  onGlass: () => void;
  onWithdraw: () => void;
};

function More({ glassRefusal: noGlass, state, onGlass, onWithdraw }: MoreProps) {
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const noWithdrawal = usePermissionRefusal('escalation.withdraw');
  const press = (run: () => void) => () => {
    list.current?.hidePopover();
    run();
  };
  return (
    <>
      <button
        type="button"
        aria-label="More answers"
        popoverTarget={listId}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-md border border-transparent text-muted hover:bg-hover hover:text-ink max-md:size-11 pointer-coarse:size-11"
      >
        <Ellipsis aria-hidden="true" className="size-4" />
      </button>
      <div
        ref={list}
        id={listId}
        popover="auto"
        className="fixed inset-auto right-4 bottom-14 m-0 w-64 rounded-lg border border-line bg-raised p-2 text-ink shadow-float max-md:bottom-[calc(7rem+env(safe-area-inset-bottom))]"
      >
        <div className="flex flex-col gap-1">
          <Button variant="ghost" className={THUMB} disabledReason={noGlass} onClick={press(onGlass)}>
            Break the glass…
          </Button>
          <Button
            variant="ghost"
            className={THUMB}
            disabledReason={noWithdrawal ?? (state === 'pending' ? null : 'It does not wait any more')}
            onClick={press(onWithdraw)}
          >
            Withdraw the question…
          </Button>
        </div>
      </div>
    </>
  );
}

type SummaryProps = { escalation: EscalationView; state: EscalationState; why: string | null };

/** Why there is nothing to press, or what pressing gives. */
function Summary({ escalation, state, why }: SummaryProps) {
  const { recommendation, approvals } = escalation;
  if (why !== null) return <span className="text-muted">{why}.</span>;
  if (recommendation === null || state !== 'pending') return null;
  const missing = approvals.needed - approvals.given.length;
  return (
    <>
      <span className="font-medium">
        {recommendation.scope === null ? 'Exactly this call' : 'A scope around it'}
      </span>
      , {usesText(recommendation.uses)}, <AfterText ttlSeconds={recommendation.ttlSeconds} />
      {approvals.needed > 1 && (
        <span className="block text-muted">
          {approvals.given.length === 0
            ? `${approvals.needed} different people must approve`
            : `${approvals.given.map(({ name }) => name).join(', ')} approved; ${missing} of ${approvals.needed} ${missing === 1 ? 'is' : 'are'} missing`}
        </span>
      )}
    </>
  );
}

function Standing({ escalation, state }: { escalation: EscalationView; state: EscalationState }) {
  const { verdicts, approvals } = escalation;
  const last = verdicts.at(-1);
  if (state === 'pending')
    return (
      <>
        {approvals.given.length} of {approvals.needed} have approved now.
      </>
    );
  if (last === undefined || state === 'expired' || state === 'withdrawn') return <>It is {state} now.</>;
  return (
    <>
      Decided by {last.by.name}: {state === 'denied' ? 'denied' : 'approved'}.
    </>
  );
}

/** Opens what the address asks for, once; a link decides nothing by itself. */
function useOpenedWith(escalation: EscalationView, open: (act: string, uses: number) => void) {
  const [{ act, uses }, setQuery] = useQueryStates({ act: parseAsString, uses: parseAsInteger });
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another escalation asks anew
  useEffect(() => {
    if (act === null) return;
    latest.current(act, Math.max(1, uses ?? 1));
    void setQuery({ act: null, uses: null }, { history: 'replace' });
  }, [act, uses, escalation.id, setQuery]);
}

/** `j` and `k` go to the next and the one before in my queue: ten are cleared without a look at the list. */
function useWalk(id: string): (by: 1 | -1) => Promise<void> {
  const router = useRouter();
  const queryClient = useQueryClient();
  const go = async (by: 1 | -1) => {
    const next = await neighbourOf(queryClient, id, by).catch(() => null);
    if (next !== null && next !== id) router.push(paths.escalation(next));
    else showToast({ tone: 'done', title: 'Nothing further waits for you in this direction' });
  };
  useShortcut({ keys: 'j', label: 'Next that waits for me', group: GROUP }, () => void go(1));
  useShortcut({ keys: 'k', label: 'Previous that waits for me', group: GROUP }, () => void go(-1));
  return go;
}
