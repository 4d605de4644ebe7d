'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { ScopeFields, type ScopePart } from '@/components/scope/scope-fields';
import { Button } from '@/components/ui/button';
import { useNow } from '@/components/ui/clock';
import { Field } from '@/components/ui/field';
import { Panel } from '@/components/ui/panel';
import { useZone } from '@/components/ui/preference-provider';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { Textarea } from '@/components/ui/textarea';
import { formatClock, formatExact } from '@/components/ui/time-format';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { EntitlementView } from '@/lib/contract/entitlement';
import { CreateGrantInput } from '@/lib/contract/grant';
import type { ScopeShape } from '@/lib/contract/scope';
import type { TaskDetail } from '@/lib/contract/task';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { useCreateGrant } from '@/lib/query/grant';
import { type CallWish, firstScope } from './new-grant-scope';
import { ScopeText } from './scope-text';

const UNTIL_TASK = 'task';
const TTLS = [
  { value: '900', label: '15 min' },
  { value: '3600', label: '1 h' },
  { value: '14400', label: '4 h' },
  { value: UNTIL_TASK, label: 'Task’s end' },
];
const USES = [
  { value: 'once', label: 'One use' },
  { value: 'any', label: 'Any number' },
];
/** Longer than any task: the server ends it with the task. */
const LONGEST_SECONDS = 366 * 24 * 3600;

type Props = { task: TaskDetail; entitlements: readonly EntitlementView[]; wish: CallWish | null };

/** What, how long, why: the rest is known already. */
export function NewGrantForm({ task, entitlements, wish }: Props) {
  const router = useRouter();
  const zone = useZone();
  const formId = useId();
  const pickId = useId();
  const refusal = usePermissionRefusal('grant.create');
  const create = useCreateGrant();
  const [chosen, setChosen] = useState(entitlements[0]);
  const [ttl, setTtl] = useState(UNTIL_TASK);
  const [uses, setUses] = useState(wish === null ? 'any' : 'once');
  const form = useForm({
    resolver: zodResolver(CreateGrantInput),
    defaultValues: {
      task: task.id,
      scope: chosen === undefined ? undefined : firstScope(chosen.scope, wish),
      ttlSeconds: LONGEST_SECONDS,
      uses: wish === null ? undefined : 1,
      reason: '',
    },
  });
  const { errors } = form.formState;
  const endsAt = useNow((now) => {
    const asked = ttl === UNTIL_TASK ? Number.POSITIVE_INFINITY : now.getTime() + Number(ttl) * 1000;
    const most = now.getTime() + (chosen?.maxTtlSeconds ?? LONGEST_SECONDS) * 1000;
    // To the second: the clock of the page ticks.
    return (
      Math.floor(Math.min(asked, most, task.endsAt.getTime(), chosen?.endsAt.getTime() ?? most) / 1000) * 1000
    );
  });
  const scopeError = (part: ScopePart): string | undefined => {
    const error = errors.scope?.[part] as { type?: string; message?: string } | undefined;
    if (error === undefined) return undefined;
    return error.type === 'server' ? error.message : 'Choose at least one.';
  };

  const submit = form.handleSubmit(async (input) => {
    if (refusal !== null) return;
    try {
      const grant = await create.mutateAsync(input);
      showToast({
        tone: 'done',
        title: `Granted until ${formatClock(grant.endsAt, zone)}`,
        detail:
          grant.endsAt.getTime() < task.endsAt.getTime()
            ? 'It ends before the task may.'
            : 'It ends with the task.',
      });
      router.push(paths.task(task.id));
    } catch (error) {
      for (const { name, message } of error instanceof ApiError ? error.fields : []) {
        form.setError(name as 'reason', { type: 'server', message });
      }
    }
  });

  return (
    <form id={formId} onSubmit={submit} noValidate className="flex max-w-200 flex-col gap-4">
      <Problem error={create.error} title="Not granted" />
      <Panel title={`For ${task.agentName}`}>
        <p>{task.purpose}</p>
        {entitlements.length > 1 && (
          <fieldset className="mt-3 flex flex-col gap-2">
            <legend className="mb-1 font-medium text-sm">Out of which entitlement</legend>
            {entitlements.map((one) => (
              <label
                key={one.id}
                className="flex gap-2 rounded-md border border-line p-2 has-checked:border-accent"
              >
                <input
                  type="radio"
                  name={pickId}
                  checked={one.id === chosen?.id}
                  onChange={() => {
                    setChosen(one);
                    form.setValue('scope', firstScope(one.scope, wish));
                  }}
                  className="mt-1 size-4 accent-accent"
                />
                <ScopeText scope={one.scope} />
              </label>
            ))}
          </fieldset>
        )}
      </Panel>
      <Panel title="What">
        <Controller
          control={form.control}
          name="scope"
          render={({ field }) => (
            <ScopeBox
              // Another entitlement begins anew.
              key={chosen?.id}
              scope={field.value as ScopeShape}
              ceiling={chosen?.scope}
              onChange={field.onChange}
              errorOf={scopeError}
            />
          )}
        />
      </Panel>
      <Panel title="How long, and why">
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap gap-3">
            <Segmented
              label="How long"
              options={TTLS}
              value={ttl}
              onChange={(next) => {
                setTtl(next);
                form.setValue('ttlSeconds', next === UNTIL_TASK ? LONGEST_SECONDS : Number(next));
              }}
            />
            <Segmented
              label="How often"
              options={USES}
              value={uses}
              onChange={(next) => {
                setUses(next);
                form.setValue('uses', next === 'once' ? 1 : undefined);
              }}
            />
          </div>
          <p className="text-muted text-sm">
            {endsAt !== null && `Ends ${formatExact(new Date(endsAt), zone)} at the latest. `}
            The longest possible is the task’s end, {formatExact(task.endsAt, zone)}; the agent’s tier may cut
            it further.
          </p>
          <Field
            label="Reason"
            hint="Kept in the audit log with your name."
            error={errors.reason && (errors.reason.type === 'server' ? errors.reason.message : 'Say why.')}
          >
            {(control) => <Textarea {...control} required rows={2} {...form.register('reason')} />}
          </Field>
          <div className="flex justify-end">
            <Button type="submit" variant="primary" busy={create.isPending} disabledReason={refusal}>
              Grant
            </Button>
          </div>
        </div>
      </Panel>
    </form>
  );
}

type ScopeBoxProps = {
  scope: ScopeShape;
  ceiling: ScopeShape | undefined;
  onChange: (scope: ScopeShape) => void;
  errorOf: (part: ScopePart) => string | undefined;
};

/** The scope in words, with its parts behind one press for who wants it narrower. */
function ScopeBox({ scope, ceiling, onChange, errorOf }: ScopeBoxProps) {
  return (
    <>
      <ScopeText scope={scope} />
      <details className="mt-2">
        <summary className="text-accent underline">Narrow it further</summary>
        <div className="mt-3 flex flex-col gap-4">
          <ScopeFields value={scope} onChange={onChange} errorOf={errorOf} {...(ceiling && { ceiling })} />
        </div>
      </details>
    </>
  );
}
