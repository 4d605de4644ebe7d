'use client';

import { useQuery } from '@tanstack/react-query';
import { cx } from '@/components/ui/class-name';
import { Link } from '@/components/ui/link';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import type { EscalationView } from '@/lib/contract/escalation';
import type { EscalationEvidence } from '@/lib/contract/escalation-evidence';
import { ESCALATION_STATES } from '@/lib/domain/escalation';
import { paths } from '@/lib/paths';
import { escalationEvidence } from '@/lib/query/escalation';

const LINK = 'text-accent underline';
const ROW = 'flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-1.5 text-sm pointer-coarse:min-h-11';

/** What is usual for the agent, what happened around the call, and what was decided of its like. */
export function EvidencePanels({ escalation }: { escalation: EscalationView }) {
  const { data, error, refetch } = useQuery(escalationEvidence(escalation));
  if (data === undefined) {
    return (
      <Panel title="Is it usual?">
        {error === null ? (
          <SkeletonText lines={6} />
        ) : (
          <Problem error={error} title="The evidence could not be loaded" onRetry={() => refetch()} />
        )}
      </Panel>
    );
  }
  return (
    <>
      <Panel title="Is it usual?">
        <Facts evidence={data} tool={escalation.tool} />
      </Panel>
      <Panel title="Decided of its like" flush>
        <Past past={data.past} />
      </Panel>
      <Panel title="Changed since the task began" flush>
        <Changes changes={data.changes} />
      </Panel>
      <Panel title="The task’s last calls" flush>
        <Calls calls={data.calls} task={escalation.task} asked={escalation.decision} />
      </Panel>
    </>
  );
}

type Fact = { id: string; text: React.ReactNode; isDoubt: boolean };

/** One line each, what speaks against it marked by more than its colour. */
function Facts({ evidence, tool }: { evidence: EscalationEvidence; tool: string }) {
  const { usage, peers, reversible, blast, labels, drift } = evidence;
  const facts: Fact[] = [
    {
      id: 'reversible',
      isDoubt: reversible !== true,
      text:
        reversible === null
          ? 'Nobody knows whether it can be undone: the tool is not in the inventory any more'
          : reversible
            ? 'It can be undone'
            : 'It cannot be undone',
    },
    {
      id: 'usage',
      isDoubt: usage.allowed === 0,
      text: (
        <>
          {usage.allowed === 0 ? (
            <>
              The agent was never allowed <code className="font-mono text-sm">{tool}</code> in 90 days
            </>
          ) : (
            <>
              The agent was allowed it {usage.allowed}× in 90 days
              {usage.lastAllowedAt !== null && (
                <>
                  , last <TimeText at={usage.lastAllowedAt} />
                </>
              )}
            </>
          )}
          {!usage.isWhole && <span className="text-muted"> (of its newest 5,000 calls)</span>}
        </>
      ),
    },
    {
      id: 'peers',
      isDoubt: peers.looked > 0 && peers.using === 0,
      text:
        peers.looked === 0
          ? `No other ${peers.tier} agent works in this system`
          : `${peers.using} of ${peers.looked} other ${peers.tier} agents in this system use it`,
    },
    ...(blast === null
      ? []
      : [
          {
            id: 'blast',
            isDoubt: blast.after > blast.before,
            text:
              blast.after === blast.before ? (
                <>
                  Blast radius {blast.before.toLocaleString('en')} before and after: it is within what the
                  agent could reach already
                </>
              ) : (
                <>
                  Blast radius {blast.before.toLocaleString('en')} → {blast.after.toLocaleString('en')}, with{' '}
                  {blast.added} new in reach
                  {blast.tierBefore !== blast.tierAfter && `; its tier becomes ${blast.tierAfter}`}
                </>
              ),
          },
        ]),
    ...(labels === null
      ? []
      : [
          {
            id: 'labels',
            isDoubt: labels.untrusted,
            text: (
              <>
                The task touched {labels.sensitivity} data
                {labels.systems.length > 0 && ` in ${labels.systems.join(', ')}`}
                {labels.untrusted && ', and took in content that outsiders may have written'}
              </>
            ),
          },
        ]),
    ...(drift === 0
      ? []
      : [{ id: 'drift', isDoubt: true, text: `It has drifted by ${drift} from what it was opened for` }]),
  ];
  return (
    <ul className="flex flex-col gap-1.5">
      {facts.map(({ id, text, isDoubt }) => (
        <li
          key={id}
          className={cx('border-l-2 pl-2.5', isDoubt ? 'border-escalate-line font-medium' : 'border-line')}
        >
          {isDoubt && <span className="sr-only">Look at this: </span>}
          {text}
        </li>
      ))}
    </ul>
  );
}

const WORDS: Record<(typeof ESCALATION_STATES)[number], string> = {
  pending: 'waiting',
  approved: 'approved',
  used: 'approved and used',
  denied: 'denied',
  expired: 'unanswered',
  withdrawn: 'withdrawn',
};

function Past({ past: { counts, last, isWhole } }: { past: EscalationEvidence['past'] }) {
  const told = ESCALATION_STATES.filter((state) => (counts[state] ?? 0) > 0);
  if (last.length === 0) {
    return <p className="p-4 text-muted">The agent never asked for this tool otherwise.</p>;
  }
  return (
    <>
      <p className="px-4 pt-3 text-sm">
        {!isWhole && 'Of the newest 500: '}
        {told.map((state) => `${counts[state]} ${WORDS[state]}`).join(' · ')}
      </p>
      <ul className="py-1">
        {last.map((one) => (
          <li key={one.id} className={cx(ROW, 'relative hover:bg-hover')}>
            <StateChip state={one.state} />
            <Link
              href={paths.escalation(one.id)}
              className="min-w-0 grow basis-40 rounded-sm after:absolute after:inset-0 [overflow-wrap:anywhere]"
            >
              {one.isSameCall ? 'the same call' : (one.resource ?? 'another call')}
              {one.answerReason !== null && <span className="text-muted"> · {one.answerReason}</span>}
            </Link>
            <TimeText at={one.requestedAt} focusable={false} className="text-muted" />
          </li>
        ))}
      </ul>
    </>
  );
}

function Changes({ changes: { items, since, isWhole } }: { changes: EscalationEvidence['changes'] }) {
  if (items.length === 0) {
    return (
      <p className="p-4 text-muted">
        Nobody has changed the agent, the tool, its system, its entitlements or a rule since{' '}
        <TimeText at={since} show="short" />.
      </p>
    );
  }
  return (
    <ul className="py-1">
      {items.map(({ id, at, event, subject, by }) => (
        <li key={id} className={ROW}>
          <TimeText at={at} show="short" focusable={false} className="w-28 shrink-0 text-muted" />
          <span className="min-w-0 grow basis-40 [overflow-wrap:anywhere]">
            {event.replace('.', ' ').replaceAll(/[-_]/g, ' ')}:{' '}
            <code className="font-mono">{subject.id}</code>
          </span>
          <code className="font-mono text-muted text-xs [overflow-wrap:anywhere]">{by}</code>
        </li>
      ))}
      {!isWhole && <li className="px-4 py-1.5 text-muted text-sm">Earlier ones are left out here.</li>}
    </ul>
  );
}

type CallsProps = { calls: EscalationEvidence['calls']; task: string; asked: string };

function Calls({ calls, task, asked }: CallsProps) {
  return (
    <>
      <ol className="py-1">
        {calls.map(({ id, at, tool, actionClass, outcome }) => (
          <li key={id} className={cx(ROW, 'relative', id === asked ? 'bg-accent-tint' : 'hover:bg-hover')}>
            <TimeText at={at} show="short" focusable={false} className="w-28 shrink-0 text-muted" />
            <span className="w-36 shrink-0 max-sm:ml-auto max-sm:w-auto">
              <OutcomeChip outcome={outcome} />
            </span>
            <Link
              href={paths.decision(id)}
              className="min-w-0 grow basis-0 rounded-sm after:absolute after:inset-0 max-sm:basis-full [overflow-wrap:anywhere]"
            >
              <code className="font-medium font-mono">{tool}</code>
              {actionClass !== null && <span className="text-muted"> · {actionClass}</span>}
              {id === asked && <span className="font-medium text-accent"> · this one</span>}
            </Link>
          </li>
        ))}
      </ol>
      <p className="border-line border-t px-4 py-2 text-sm">
        <Link href={paths.decisions({ task })} className={LINK}>
          All calls of this task
        </Link>
      </p>
    </>
  );
}
