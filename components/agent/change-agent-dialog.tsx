'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useId, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { ChangedMeanwhile } from '@/components/ui/changed-meanwhile';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FieldPair } from '@/components/ui/field-pair';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { type AgentView, ChangeAgentInput } from '@/lib/contract/agent';
import { useChangeAgent } from '@/lib/query/agent';
import { AUTONOMY_OPTIONS, ENVIRONMENT_OPTIONS, TIER_OPTIONS } from './agent-fields';
import { OwnerField } from './owner-field';

const { name, purpose, riskTier, autonomy, environment } = ChangeAgentInput.shape;
/** The contract's own rules; what is in the form is always there. */
const ChangeForm = z.object({
  name: name.unwrap(),
  purpose: purpose.unwrap(),
  riskTier: riskTier.unwrap(),
  autonomy: autonomy.unwrap(),
  environment: environment.unwrap(),
  backupOwner: ChangeAgentInput.shape.backupOwner.unwrap(),
});
type ChangeForm = z.output<typeof ChangeForm>;

const LABELS: Record<keyof ChangeForm, string> = {
  name: 'Name',
  purpose: 'Purpose',
  riskTier: 'Tier',
  autonomy: 'Autonomy',
  environment: 'Environment',
  backupOwner: 'Backup owner',
};
const FIELDS = Object.keys(LABELS) as (keyof ChangeForm)[];

const formOf = (agent: AgentView): ChangeForm => ({
  name: agent.name,
  purpose: agent.purpose,
  riskTier: agent.riskTierSet,
  autonomy: agent.autonomy,
  environment: agent.environment,
  backupOwner: agent.backupOwner?.email ?? null,
});

type DialogProps = { agent: AgentView; refusal: string | null; onClose: () => void };

/** What is known of an agent, to be changed. */
export function ChangeAgentDialog({ agent, refusal, onClose }: DialogProps) {
  const formId = useId();
  const change = useChangeAgent();
  // What the form began with. Only what differs from it is sent, so nobody else's change is undone.
  const [begun, setBegun] = useState({ form: formOf(agent), revision: agent.revision });
  const form = useForm({ resolver: zodResolver(ChangeForm), defaultValues: begun.form });
  const { errors } = form.formState;
  const isChanged = agent.revision !== begun.revision && !change.isPending;

  const submit = form.handleSubmit(async (values) => {
    if (refusal !== null || isChanged) return;
    const changes = Object.fromEntries(
      FIELDS.filter((field) => values[field] !== begun.form[field]).map((field) => [field, values[field]]),
    );
    if (Object.keys(changes).length === 0) return onClose();
    try {
      await change.mutateAsync({ id: agent.id, ifMatch: begun.revision, ...changes });
      showToast({ tone: 'done', title: `${values.name} is changed` });
      onClose();
    } catch {
      // It is shown from `change.error`; what was typed stays.
    }
  });

  const goOn = () => {
    const now = formOf(agent);
    for (const field of FIELDS) {
      // Where the reader typed nothing, the form follows; where they did, their word stays.
      if (form.getValues(field) === begun.form[field]) form.setValue(field, now[field]);
    }
    setBegun({ form: now, revision: agent.revision });
    change.reset();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Change ${agent.name}`}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={change.isPending}
            disabledReason={isChanged ? 'It was changed meanwhile: look at the notice first' : refusal}
          >
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {isChanged ? (
          <ChangedMeanwhile
            standing={<Differences before={begun.form} agent={agent} />}
            refusal={refusal}
            onSeen={goOn}
          />
        ) : (
          <Problem error={change.error} title="Not changed" />
        )}
        <Field label={LABELS.name} error={errors.name && 'Give it a name.'}>
          {(control) => <Input {...control} required autoComplete="off" {...form.register('name')} />}
        </Field>
        <Field label={LABELS.purpose} error={errors.purpose && 'Say what it is for.'}>
          {(control) => <Textarea {...control} required rows={2} {...form.register('purpose')} />}
        </Field>
        <FieldPair>
          <Field
            label={LABELS.riskTier}
            hint={agent.tierFloor === 'low' ? undefined : `Its reach forces at least ${agent.tierFloor}.`}
          >
            {(control) => <Select {...control} options={TIER_OPTIONS} {...form.register('riskTier')} />}
          </Field>
          <Field label={LABELS.environment}>
            {(control) => (
              <Select {...control} options={ENVIRONMENT_OPTIONS} {...form.register('environment')} />
            )}
          </Field>
        </FieldPair>
        <Field label={LABELS.autonomy}>
          {(control) => <Select {...control} options={AUTONOMY_OPTIONS} {...form.register('autonomy')} />}
        </Field>
        <Controller
          control={form.control}
          name="backupOwner"
          render={({ field }) => (
            <OwnerField
              key={begun.revision}
              label={LABELS.backupOwner}
              optional
              value={field.value ?? ''}
              {...(agent.backupOwner?.email === field.value && { name: agent.backupOwner?.name })}
              onChange={(email) => field.onChange(email === '' ? null : email)}
            />
          )}
        />
      </form>
    </Dialog>
  );
}

/** What is different from when the form was opened. */
function Differences({ before, agent }: { before: ChangeForm; agent: AgentView }) {
  const now = formOf(agent);
  const changed = FIELDS.filter((field) => before[field] !== now[field]);
  if (changed.length === 0) return <>Its state is {agent.state} now.</>;
  return (
    <ul className="list-disc pl-4">
      {changed.map((field) => (
        <li key={field}>
          {LABELS[field]}: was {before[field] ?? 'nobody'}, is now{' '}
          <span className="font-medium text-ink">{now[field] ?? 'nobody'}</span>
        </li>
      ))}
    </ul>
  );
}
