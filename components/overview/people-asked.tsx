'use client';

import { useQuery } from '@tanstack/react-query';
import { reasonTitle } from '@/components/decision/reason-title';
import { CountText } from '@/components/ui/count-text';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { SkeletonText } from '@/components/ui/skeleton';
import { TimeText } from '@/components/ui/time-text';
import type { EscalationReasonView, EscalationSummaryView } from '@/lib/contract/escalation-evidence';
import { paths } from '@/lib/paths';
import { escalationSummary } from '@/lib/query/escalation-summary';
import { isTiring, ruleHref } from './rule-href';

const LINK = 'text-accent underline';
const SHOWN = 4;

/** How many wait for people and for how long, and which rules ask most. */
export function PeopleAsked() {
  const { data, isError } = useQuery(escalationSummary());
  if (data === undefined) return isError ? null : <StillCounted />;
  const { reasons, unanswerable, brokenGlass } = data;
  const tiring = reasons.filter(isTiring);
  return (
    <Panel
      title="People are asked"
      actions={
        <Link href={paths.escalations()} className={`${LINK} text-sm`}>
          All escalations
        </Link>
      }
      flush
    >
      <div className="flex flex-col gap-1 px-4 py-3">
        <Waiting summary={data} />
        {unanswerable > 0 && (
          <p className="font-medium text-escalate-text">
            <Link href={paths.escalations({ queue: 'all' })} className="underline">
              {unanswerable} of them can be answered by nobody who was meant
            </Link>
            : name approvers for them.
          </p>
        )}
        {brokenGlass > 0 && (
          <p className="font-medium text-stop-text">
            <Link href={paths.escalations({ queue: 'all', glass: 'unreviewed' })} className="underline">
              {brokenGlass} approved by one admin alone
            </Link>
            , and not looked at since.
          </p>
        )}
        {tiring.length > 0 && (
          <p className="text-sm">
            <span className="font-medium">Always approved: </span>
            {tiring.map(({ code }) => reasonTitle(code)).join('; ')}.{' '}
            <span className="text-muted">
              A question that is always answered with yes tires people; let the rule allow it, or narrow it.
            </span>
          </p>
        )}
      </div>
      {reasons.length > 0 && <Reasons summary={data} />}
    </Panel>
  );
}

/** As high as what usually comes: what stands below does not move. */
function StillCounted() {
  return (
    <Panel title="People are asked">
      <SkeletonText lines={2 * SHOWN} />
    </Panel>
  );
}

function Waiting({ summary: { waiting, mine } }: { summary: EscalationSummaryView }) {
  if (waiting.calls === 0 || waiting.oldestAt === null || waiting.nextDeadlineAt === null) {
    return <p className="text-muted">Nobody waits at the moment.</p>;
  }
  return (
    <p>
      <strong className="font-semibold">
        <CountText count={waiting.agents} /> {waiting.agents === 1 ? 'agent waits' : 'agents wait'}
      </strong>{' '}
      with <CountText count={waiting.calls} /> {waiting.calls === 1 ? 'call' : 'calls'}, the first since{' '}
      <TimeText at={waiting.oldestAt} />. The next deadline is{' '}
      <TimeText at={waiting.nextDeadlineAt} show="both" />.
      {mine > 0 && (
        <>
          {' '}
          <Link href={paths.escalations({ queue: 'mine' })} className={LINK}>
            {mine} {mine === 1 ? 'waits' : 'wait'} for you
          </Link>
        </>
      )}
    </p>
  );
}

/** Which rule asks most, as a table of few rows: how often, how often in a hundred calls, how it is answered. */
function Reasons({ summary: { reasons, isWhole } }: { summary: EscalationSummaryView }) {
  return (
    <table className="w-full border-line border-t text-sm">
      <caption className="sr-only">Why people were asked in the last seven days</caption>
      <thead className="text-left text-muted">
        <tr>
          <th scope="col" className="px-4 py-1.5 font-medium">
            Why, in 7 days
          </th>
          <th scope="col" className="px-2 py-1.5 text-right font-medium">
            Asked
          </th>
          <th scope="col" className="px-2 py-1.5 text-right font-medium max-sm:hidden">
            In 100 calls
          </th>
          <th scope="col" className="px-4 py-1.5 text-right font-medium">
            Approved
          </th>
        </tr>
      </thead>
      <tbody>
        {reasons.slice(0, SHOWN).map((reason) => (
          <Reason key={reason.code} reason={reason} isWhole={isWhole} />
        ))}
      </tbody>
    </table>
  );
}

function Reason({ reason, isWhole }: { reason: EscalationReasonView; isWhole: boolean }) {
  const { code, prompts, per100Calls, answered, approved } = reason;
  const href = ruleHref(reason);
  return (
    <tr className="border-line border-t">
      <td className="px-4 py-1.5 [overflow-wrap:anywhere]">
        <Link href={paths.escalations({ queue: 'all', reason: code })} className="rounded-sm">
          {reasonTitle(code)}
        </Link>
        {href !== null && (
          <>
            {' · '}
            <Link href={href} className={LINK}>
              change it
            </Link>
          </>
        )}
      </td>
      <td className="px-2 py-1.5 text-right">
        {!isWhole && '≥ '}
        <CountText count={prompts} />
      </td>
      <td className="px-2 py-1.5 text-right max-sm:hidden">
        {per100Calls === null ? '—' : per100Calls < 1 && per100Calls > 0 ? '< 1' : Math.round(per100Calls)}
      </td>
      <td className="px-4 py-1.5 text-right">{answered === 0 ? '—' : `${approved} of ${answered}`}</td>
    </tr>
  );
}
