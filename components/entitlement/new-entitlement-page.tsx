'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryStates } from 'nuqs';
import { useId, useState } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import type { z } from 'zod';
import { BlastDelta } from '@/components/blast/blast-delta';
import { PageHeader } from '@/components/layout/page-header';
import { ScopeFields, type ScopePart } from '@/components/scope/scope-fields';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { useHydrated } from '@/components/ui/hydrated';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateEntitlementInput } from '@/lib/contract/entitlement';
import type { ScopeShape } from '@/lib/contract/scope';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { useCreateEntitlement } from '@/lib/query/entitlement';
import { EndField } from './end-field';

const ACTIVATIONS = [
  { value: 'approval', label: 'After approval: a person gives each grant' },
  { value: 'automatic', label: 'Automatic: a grant with each task' },
];
const TTLS = [
  { value: '300', label: '5 min' },
  { value: '900', label: '15 min' },
  { value: '3600', label: '1 h' },
  { value: '14400', label: '4 h' },
  { value: '28800', label: '8 h' },
  { value: '86400', label: '24 h' },
];
const BACK = { label: 'Entitlements', href: paths.entitlements() };
const MISSING: Record<string, string> = {
  agent: 'Choose an agent.',
  system: 'Choose a system.',
  tools: 'Choose at least one tool.',
  actionClasses: 'Choose at least one action class.',
  endsAt: 'Say when it ends.',
  reason: 'Say why.',
};

/** Says what an agent may be granted at most. What that adds to its reach is shown before it is saved. */
export function NewEntitlementPage() {
  const [wish] = useQueryStates({ agent: parseAsString, system: parseAsString });
  const router = useRouter();
  const formId = useId();
  const isHydrated = useHydrated();
  const refusal = usePermissionRefusal('entitlement.create');
  const create = useCreateEntitlement();
  const [agent, setAgent] = useState<Choice | null>(
    wish.agent === null ? null : { id: wish.agent, label: wish.agent },
  );
  const form = useForm({
    resolver: zodResolver(CreateEntitlementInput),
    defaultValues: {
      agent: wish.agent ?? '',
      scope: {
        system: wish.system ?? '',
        tools: [],
        actionClasses: [],
        resources: [],
        maxSensitivity: 'internal',
        arguments: {},
      },
      activation: 'approval',
      maxTtlSeconds: 3600,
      reason: '',
    },
  });
  const { errors } = form.formState;
  const [seenAgent, seenScope] = useWatch({ control: form.control, name: ['agent', 'scope'] });
  const told = (
    error: { type?: unknown; message?: unknown } | undefined,
    name: string,
  ): string | undefined =>
    error === undefined
      ? undefined
      : error.type === 'server'
        ? sentence(String(error.message))
        : (MISSING[name] ?? String(error.message ?? 'It is not right.'));
  const scopeError = (part: ScopePart) =>
    told(errors.scope?.[part] as { message?: string } | undefined, part);

  const submit = form.handleSubmit(async (input) => {
    if (refusal !== null) return;
    try {
      const made = await create.mutateAsync(input);
      showToast({
        tone: 'done',
        title: 'The entitlement stands',
        detail: 'It permits nothing by itself: a grant of a running task does.',
      });
      router.push(paths.entitlements({ agent: made.agent }));
    } catch (error) {
      for (const { name, message } of error instanceof ApiError ? error.fields : []) {
        form.setError(name as 'agent', { type: 'server', message });
      }
    }
  });

  return (
    <>
      <PageHeader
        back={BACK}
        title="New entitlement"
        description="The ceiling of what an agent may be granted. It permits nothing by itself, and it always ends."
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Panel title="Who, what, until when">
          <form id={formId} onSubmit={submit} noValidate>
            <fieldset disabled={!isHydrated} className="flex min-w-0 flex-col gap-4">
              <Problem error={create.error} title="Not saved" />
              <Controller
                control={form.control}
                name="agent"
                render={({ field }) => (
                  <Field label="Agent" error={told(errors.agent, 'agent')}>
                    {(control) => (
                      <SearchSelect
                        control={control}
                        source={TARGET_SOURCES.agent}
                        value={agent}
                        placeholder="Name or id"
                        onChange={(next) => {
                          setAgent(next);
                          field.onChange(next?.id ?? '');
                        }}
                      />
                    )}
                  </Field>
                )}
              />
              <Controller
                control={form.control}
                name="scope"
                render={({ field }) => (
                  <ScopeFields
                    value={filledScope(field.value)}
                    onChange={field.onChange}
                    errorOf={scopeError}
                  />
                )}
              />
              <Field label="How it becomes a grant">
                {(control) => <Select {...control} options={ACTIVATIONS} {...form.register('activation')} />}
              </Field>
              <Field
                label="Longest grant"
                hint="The agent’s tier may cut it further, and the task ends it anyway."
              >
                {(control) => (
                  <Select
                    {...control}
                    options={TTLS}
                    {...form.register('maxTtlSeconds', { valueAsNumber: true })}
                  />
                )}
              </Field>
              <Controller
                control={form.control}
                name="endsAt"
                render={({ field }) => (
                  <EndField
                    value={field.value instanceof Date ? field.value : null}
                    onChange={(endsAt) => field.onChange(endsAt ?? undefined)}
                    error={told(errors.endsAt, 'endsAt')}
                  />
                )}
              />
              <Field
                label="Reason"
                hint="Shown to reviewers, with your name."
                error={told(errors.reason, 'reason')}
              >
                {(control) => <Textarea {...control} required rows={2} {...form.register('reason')} />}
              </Field>
            </fieldset>
          </form>
        </Panel>
        <div className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-16">
          <BlastDelta wish={{ agent: seenAgent, scope: seenScope }} />
          <div className="flex justify-end gap-2">
            <LinkButton href={paths.entitlements()}>Back</LinkButton>
            <Button
              type="submit"
              form={formId}
              variant="primary"
              busy={create.isPending}
              disabledReason={refusal}
            >
              Save the entitlement
            </Button>
          </div>
        </div>
      </div>
    </>
  );
}

/** What the server says of a field, as a sentence of its own. */
const sentence = (message: string): string => `${message[0]?.toUpperCase() ?? ''}${message.slice(1)}.`;

/** What the form holds of a scope; nothing of it is left out. */
const filledScope = (scope: z.input<typeof ScopeShape>): ScopeShape => ({
  ...scope,
  resources: scope.resources ?? [],
  arguments: (scope.arguments ?? {}) as ScopeShape['arguments'],
});
