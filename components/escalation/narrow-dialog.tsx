'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { BlastDelta } from '@/components/blast/blast-delta';
import { reasonTitle } from '@/components/decision/reason-title';
import { ScopeText } from '@/components/grant/scope-text';
import { ChipRadio } from '@/components/ui/chip-radio';
import { useNow } from '@/components/ui/clock';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { Textarea } from '@/components/ui/textarea';
import { useApproveEscalation } from '@/lib/query/escalation';
import { taskOne } from '@/lib/query/task';
import { SCOPE_CHOICES, type ScopeChoice, scopesOf } from './narrow-scopes';
import { AfterText, usesText } from './terms-text';
import { glance } from './time-left';
import type { AnswerProps } from './use-answer';

const SCOPE_LABELS: Record<ScopeChoice, string> = {
  call: 'Exactly this call',
  resource: 'This resource',
  tool: 'This tool',
  entitlement: 'Within the entitlement',
};
const NO_SCOPE: Record<ScopeChoice, string> = {
  call: '',
  resource: 'the call names no resource',
  tool: 'the entitlement does not hold it',
  entitlement: 'there is no live entitlement',
};

type Duration = '900' | '3600' | 'longest' | 'task';

type Props = AnswerProps & { begin?: { scope: ScopeChoice; uses: number } | undefined };

/** Approves something else than what is recommended: a scope, an end, a number of uses; each within its bounds. */
export function NarrowDialog({ escalation, refusal, changing, onDone, onClose, begin }: Props) {
  const { limits, lifts, liftsInScope } = escalation;
  const approve = useApproveEscalation();
  const task = useQuery(taskOne(escalation.task)).data;
  const scopes = scopesOf(escalation);
  const [choice, setChoice] = useState<ScopeChoice>(
    begin !== undefined && begin.scope !== 'call' && scopes[begin.scope] !== null ? begin.scope : 'call',
  );
  const [duration, setDuration] = useState<Duration>('longest');
  const numbers = [...new Set([1, 5, Math.min(begin?.uses ?? 1, limits.uses), limits.uses])]
    .filter((uses) => uses >= 1 && uses <= limits.uses)
    .sort((a, b) => a - b);
  const [uses, setUses] = useState(`${Math.min(Math.max(1, begin?.uses ?? 1), Math.max(1, limits.uses))}`);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);

  const scope = choice === 'call' ? null : scopes[choice];
  const isWider = scope !== null;
  const unanswered = isWider ? lifts.filter((code) => !liftsInScope.includes(code)) : [];
  const taskEndsAt = task?.endsAt ?? null;
  const untilTask = useNow((now) =>
    taskEndsAt === null ? 0 : Math.max(0, Math.floor((taskEndsAt.getTime() - now.getTime()) / 1000)),
  );
  const secondsOf: Record<Duration, number> = {
    '900': 900,
    '3600': 3600,
    longest: limits.ttlSeconds,
    task: untilTask ?? 0,
  };
  // A second or two pass until it is sent: what ends with the task is not refused for them.
  const isTaskLongest = Math.abs(secondsOf.task - limits.ttlSeconds) <= 5;
  const tooLong = (seconds: number) =>
    seconds > limits.ttlSeconds ? `at most ${glance(limits.ttlSeconds * 1000)} may be given` : undefined;
  const ttlSeconds = secondsOf[duration];

  return (
    <FormFrame
      title="Approve on other terms"
      description="Its time begins when you approve, and the task’s end ends it in any case."
      size="lg"
      confirm="Approve"
      failure="Not approved"
      refusal={refusal}
      changing={changing}
      onClose={onClose}
      run={async () => {
        const given = reason.trim();
        setMissing(isWider && given === '');
        if (isWider && given === '') return false;
        const isLongest = duration === 'longest' || (duration === 'task' && isTaskLongest);
        onDone(
          await approve.mutateAsync({
            id: escalation.id,
            uses: Number(uses),
            ...(scope !== null && { scope }),
            ...(!isLongest && { ttlSeconds }),
            ...(given !== '' && { reason: given }),
          }),
        );
        return true;
      }}
    >
      <ChipRadio
        label="What"
        value={choice}
        onChange={setChoice}
        options={SCOPE_CHOICES.map((value) => ({
          value,
          label: SCOPE_LABELS[value],
          disabledReason: value !== 'call' && scopes[value] === null ? NO_SCOPE[value] : undefined,
        }))}
      />
      <div className="rounded-md bg-sunken px-3 py-2 text-sm">
        {scope === null ? (
          <p>These arguments on this resource, by this task. Any other value is asked again.</p>
        ) : (
          <ScopeText scope={scope} />
        )}
        {unanswered.length > 0 && (
          <p className="mt-1 font-medium text-escalate-text">
            A scope does not answer: {unanswered.map(reasonTitle).join('; ')}. Every call for which that holds
            is asked again, this one too.
          </p>
        )}
      </div>
      <ChipRadio
        label="For how long"
        value={duration}
        onChange={setDuration}
        options={[
          { value: '900', label: '15 min', disabledReason: tooLong(900) },
          { value: '3600', label: '1 h', disabledReason: tooLong(3600) },
          { value: 'longest', label: 'As long as allowed' },
          {
            value: 'task',
            label: 'Until the task ends',
            disabledReason:
              task === undefined
                ? 'the task’s end is not known yet'
                : isTaskLongest
                  ? undefined
                  : tooLong(secondsOf.task),
          },
        ]}
      />
      <p className="-mt-2 text-sm">
        <AfterText ttlSeconds={ttlSeconds} />
      </p>
      <ChipRadio
        label="How often"
        value={uses}
        onChange={setUses}
        options={numbers.map((number) => ({ value: `${number}`, label: usesText(number) }))}
      />
      {isWider && (
        <Field
          label="Reason"
          hint="It is wider than the call. Kept in the audit log with your name."
          {...(isMissing && reason.trim() === '' && { error: 'Say why.' })}
        >
          {(control) => (
            <Textarea
              {...control}
              required
              maxLength={1000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      )}
      {scope !== null && <BlastDelta wish={{ agent: escalation.agent, scope }} />}
    </FormFrame>
  );
}

export type NarrowBegin = Props['begin'];
