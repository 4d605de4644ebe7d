'use client';

import { useQuery } from '@tanstack/react-query';
import { Power } from 'lucide-react';
import { useState } from 'react';
import { DemoChip } from '@/components/agent/demo-chip';
import { PageHeader } from '@/components/layout/page-header';
import { askToStop } from '@/components/stop/stop-wish';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { JsonView } from '@/components/ui/json-view';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { LinkButton } from '@/components/ui/link-button';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { DecisionView } from '@/lib/contract/decision';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { decisionOne } from '@/lib/query/decision';
import { ChainPanel } from './chain-panel';
import { ChainSoFar } from './chain-so-far';
import { ChangedArguments } from './changed-arguments';
import { DeferralNote } from './deferral-note';
import { EndAnswer } from './end-answer';
import { EscalationNote } from './escalation-note';
import { FactList } from './fact-list';
import { GuardrailSaid } from './guardrail-said';
import { IntentAnswer } from './intent-answer';
import { NeedAnswer } from './need-answer';
import { OutcomeReport } from './outcome-report';
import { ReasonList } from './reason-list';
import { reasonTitle } from './reason-title';
import { RecordPanel } from './record-panel';

const CaseDialog = lazyDialog(async () => (await import('@/components/guardrail/case-dialog')).CaseDialog);

const BACK = { label: 'Decisions', href: paths.decisions() };

/** Why this outcome: the three answers first, then everything they were built on. */
export function DecisionPage({ id }: { id: string }) {
  const { data: decision, error, isError, refetch, dataUpdatedAt } = useQuery(decisionOne(id));
  if (decision !== undefined) {
    return <LoadedDecision decision={decision} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  }
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
    return (
      <>
        <PageHeader title="Decision" back={BACK} />
        <EmptyState
          title="There is no such decision"
          action={<LinkButton href={paths.decisions()}>All decisions</LinkButton>}
        >
          Nothing is recorded under <code className="break-all font-mono text-sm">{id}</code>. Records are
          never deleted, so the id is mistyped or from another installation.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Decision" back={BACK} />
      {isError ? (
        <Problem error={error} title="The decision could not be loaded" onRetry={() => refetch()} />
      ) : (
        <div className="grid gap-4 lg:grid-cols-3">
          {['What is it trying to do?', 'Does it need it now?', 'Will it end?'].map((question) => (
            <Panel key={question} title={question}>
              <SkeletonText lines={4} />
            </Panel>
          ))}
        </div>
      )}
    </>
  );
}

function LoadedDecision({ decision, staleSince }: { decision: DecisionView; staleSince: Date | null }) {
  const refusal = usePermissionRefusal('stop.create');
  const caseRefusal = usePermissionRefusal('guardrail-case.create');
  const [isCaseOpen, setCaseOpen] = useState(false);
  const { agent, deferral, escalation, executes, outcome, task, tool } = decision;
  return (
    <>
      <PageHeader
        back={BACK}
        title={<code className="font-mono">{tool}</code>}
        mark={
          <>
            <OutcomeChip outcome={outcome} />
            {decision.demo && <DemoChip source="demo" />}
            {staleSince !== null && <StaleBadge since={staleSince} />}
          </>
        }
        description={
          <>
            {reasonTitle(decision.reason)} · <TimeText at={decision.at} show="both" />
          </>
        }
        actions={
          <>
            <Button aria-haspopup="dialog" disabledReason={caseRefusal} onClick={() => setCaseOpen(true)}>
              Make a case
            </Button>
            <Button
              aria-haspopup="dialog"
              disabledReason={refusal}
              onClick={() => askToStop({ kind: 'agent', id: agent, label: agent })}
            >
              <Power aria-hidden="true" />
              Stop agent
            </Button>
          </>
        }
      />
      {isCaseOpen && (
        <CaseDialog
          decision={decision.id}
          said={Object.keys(decision.guardrails)}
          onClose={() => setCaseOpen(false)}
        />
      )}
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 lg:grid-cols-3">
          <IntentAnswer decision={decision} />
          <NeedAnswer decision={decision} />
          <EndAnswer decision={decision} />
        </div>
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-4">
            <Panel title="The exact call">
              <div className="flex flex-col gap-3">
                <JsonView label="Arguments" value={decision.arguments} />
                {outcome === 'modify' && <ChangedArguments asked={decision.arguments} executes={executes} />}
              </div>
            </Panel>
            <Panel title="All reasons" flush>
              <ReasonList decision={decision} />
            </Panel>
            <GuardrailSaid decision={decision} />
            {task !== null && (
              <Panel title="The task’s calls so far" flush>
                <ChainSoFar decision={decision} task={task} />
              </Panel>
            )}
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            {deferral !== null && <DeferralNote id={deferral} />}
            {escalation !== null && <EscalationNote id={escalation} />}
            <ChainPanel decision={decision} />
            <OutcomeReport decision={decision} />
            <Panel title="Who asked, and by which facts">
              <FactList decision={decision} />
            </Panel>
          </div>
        </div>
        <RecordPanel decision={decision} />
      </div>
    </>
  );
}
