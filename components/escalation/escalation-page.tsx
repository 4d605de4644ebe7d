'use client';

import { useQuery } from '@tanstack/react-query';
import { Eye, Power } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { EndAnswer } from '@/components/decision/end-answer';
import { IntentAnswer } from '@/components/decision/intent-answer';
import { NeedAnswer } from '@/components/decision/need-answer';
import { reasonTitle } from '@/components/decision/reason-title';
import { PageHeader } from '@/components/layout/page-header';
import { useViewer } from '@/components/layout/viewer';
import { askToStop } from '@/components/stop/stop-wish';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { useNow } from '@/components/ui/clock';
import { EmptyState } from '@/components/ui/empty-state';
import { IdText } from '@/components/ui/id-text';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TierChip } from '@/components/ui/tier-chip';
import { EndText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { DecisionView } from '@/lib/contract/decision';
import type { EscalationView } from '@/lib/contract/escalation';
import { type EscalationState, escalationStateAt } from '@/lib/domain/escalation';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { decisionOne } from '@/lib/query/decision';
import { escalationOne } from '@/lib/query/escalation';
import { ActionBar } from './action-bar';
import { DecidedPanel } from './decided-panel';
import { EscalationStateChip } from './escalation-state';
import { EvidencePanels } from './evidence-panels';
import { ExactCall } from './exact-call';
import { OfferPanel } from './offer-panel';
import { standingNumber } from './refusals';
import { useTellEffect } from './use-answer';
import { useClaim } from './use-claim';
import { WhoAsks } from './who-asks';

const FurtherDialog = lazy(async () => ({ default: (await import('./further-dialog')).FurtherDialog }));

const BACK = { label: 'Escalations', href: paths.escalations() };
const WEIGHTY_TIERS: readonly (string | null)[] = ['high', 'critical', null];
const QUESTIONS = ['What is it trying to do?', 'Does it need it now?', 'Will it end?'] as const;

/** Approve, narrow or deny? The three questions first, the exact call under them, the answer always at hand. */
export function EscalationPage({ id }: { id: string }) {
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(escalationOne(id));
  if (data !== undefined) {
    return <Loaded key={id} escalation={data} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  }
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
    return (
      <>
        <PageHeader title="Escalation" back={BACK} />
        <EmptyState
          title="There is no such escalation"
          action={<LinkButton href={paths.escalations()}>All escalations</LinkButton>}
        >
          Nothing is recorded under <code className="break-all font-mono text-sm">{id}</code>. They are never
          deleted, so the id is mistyped or from another installation.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Escalation" back={BACK} />
      {isError ? (
        <Problem error={error} title="The escalation could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Waiting />
      )}
    </>
  );
}

const Waiting = () => (
  <div className="grid gap-4 lg:grid-cols-3">
    {QUESTIONS.map((question) => (
      <Panel key={question} title={question}>
        <SkeletonText lines={4} />
      </Panel>
    ))}
  </div>
);

type LoadedProps = { escalation: EscalationView; staleSince: Date | null };

function Loaded({ escalation, staleSince }: LoadedProps) {
  const { id, agent, reasons, tool, tier, claimedBy, expiresAt, frozenBy, refusal } = escalation;
  const viewer = useViewer();
  const noStop = usePermissionRefusal('stop.create');
  const decided = useQuery(decisionOne(escalation.decision));
  const decision = decided.data;
  // Its time may pass while one looks at it.
  const state =
    useNow((now) => escalationStateAt({ state: escalation.state, expiresAt }, now)) ?? escalation.state;
  const isOthers = claimedBy !== null && claimedBy.id !== viewer.id;
  useClaim(id, state === 'pending' && refusal === null && frozenBy === null && !isOthers);

  const isWeighty = WEIGHTY_TIERS.includes(tier) || hasNo(decision);
  const evidence = useRef<HTMLElement>(null);
  const mustLook = isWeighty && decision !== undefined && state === 'pending';
  useEffect(() => {
    // Only where nothing else was taken in hand meanwhile.
    if (mustLook && document.activeElement === document.body)
      evidence.current?.focus({ preventScroll: true });
  }, [mustLook]);

  return (
    <>
      <PageHeader
        back={BACK}
        title={<code className="font-mono">{tool}</code>}
        mark={
          <>
            <EscalationStateChip escalation={{ ...escalation, state }} />
            {tier !== null && <TierChip tier={tier} />}
            {isOthers && (
              <Chip tone="plain" icon={<Eye aria-hidden="true" />}>
                {claimedBy.name} looks at it
              </Chip>
            )}
            {staleSince !== null && <StaleBadge since={staleSince} />}
          </>
        }
        description={
          <>
            {reasons.map(reasonTitle).join('; ')}
            {state === 'pending' && (
              <>
                {' · '}
                <EndText at={expiresAt} /> · silence is a no
              </>
            )}
          </>
        }
        actions={
          <Button
            aria-haspopup="dialog"
            disabledReason={noStop}
            // A phone has the one in the top bar.
            className="max-sm:hidden"
            onClick={() => askToStop({ kind: 'agent', id: agent, label: agent })}
          >
            <Power aria-hidden="true" />
            Stop agent
          </Button>
        }
      />
      <div className="flex flex-col gap-4">
        {frozenBy !== null && <Frozen stop={frozenBy} />}
        {state !== 'pending' && <DecidedPanel escalation={escalation} state={state} />}
        {escalation.brokenGlass && <GlassReview escalation={escalation} state={state} />}
        <section
          ref={evidence}
          tabIndex={-1}
          aria-label="The three questions"
          className="-outline-offset-2 rounded-lg"
        >
          {decision !== undefined ? (
            <div className="grid gap-4 lg:grid-cols-3">
              <IntentAnswer decision={decision} />
              <NeedAnswer decision={decision} />
              <EndAnswer decision={decision} />
            </div>
          ) : decided.isError ? (
            <Problem
              error={decided.error}
              title="The three answers could not be loaded"
              onRetry={() => decided.refetch()}
            />
          ) : (
            <Waiting />
          )}
        </section>
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-4">
            <ExactCall escalation={escalation} />
            <WhoAsks escalation={escalation} decision={decision} />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            {state === 'pending' && <OfferPanel escalation={escalation} />}
            <EvidencePanels escalation={escalation} />
          </div>
        </div>
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-sm">
          <IdText id={id} />
          <Link href={paths.decision(escalation.decision)} className="text-accent underline">
            The decision that asked
          </Link>
        </p>
      </div>
      <ActionBar escalation={escalation} state={state} isWeighty={isWeighty} />
    </>
  );
}

const hasNo = (decision: DecisionView | undefined): boolean =>
  decision !== undefined &&
  [decision.answers.intent, decision.answers.need, decision.answers.end].some(
    ({ verdict }) => verdict === 'no',
  );

function Frozen({ stop }: { stop: string }) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 rounded-lg border border-line border-l-4 border-l-stop px-3 py-2.5"
    >
      <Power aria-hidden="true" className="size-4 shrink-0 text-stop-text" />
      <p className="min-w-0 grow basis-60">
        <span className="font-medium">A stop covers this call.</span> Nobody answers until it is released, and
        its time goes on.
      </p>
      <LinkButton size="sm" href={paths.stop(stop)}>
        See the stop
      </LinkButton>
    </div>
  );
}

/** What one admin did alone, and who looked at it since. */
function GlassReview({ escalation, state }: { escalation: EscalationView; state: EscalationState }) {
  const { glassReview, verdicts, approvals } = escalation;
  const viewer = useViewer();
  const tell = useTellEffect();
  const missingRole = usePermissionRefusal('escalation.decide');
  const [isOpen, setOpen] = useState(false);
  const breaker = verdicts.find(({ breaksGlass }) => breaksGlass);
  const refusal =
    missingRole ??
    (breaker?.by.id === viewer.id ? 'You broke the glass: somebody else must look at it' : null) ??
    (glassReview === null ? null : `${glassReview.by.name} has looked at it`);
  return (
    <Panel
      title="One admin approved it alone"
      actions={
        <Button size="sm" aria-haspopup="dialog" disabledReason={refusal} onClick={() => setOpen(true)}>
          Review it…
        </Button>
      }
    >
      <p className="[overflow-wrap:anywhere]">
        {breaker !== undefined && (
          <>
            {breaker.by.name} broke the glass: <q>{breaker.reason}</q>.{' '}
          </>
        )}
        {glassReview === null ? (
          <span className="font-medium text-escalate-text">Nobody has looked at it since.</span>
        ) : (
          <>
            {glassReview.by.name} looked at it: <q>{glassReview.note}</q>
          </>
        )}
      </p>
      <Suspense fallback={null}>
        {isOpen && (
          <FurtherDialog
            kind="review"
            escalation={escalation}
            refusal={refusal}
            changing={{
              revision: standingNumber(state, approvals.given.length) + (glassReview === null ? 0 : 1),
              standing: 'Somebody has looked at it meanwhile.',
            }}
            onDone={(after) => tell(after, escalation)}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </Panel>
  );
}
