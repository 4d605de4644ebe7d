'use client';

import { type FormEvent, useState } from 'react';
import { ShownOnceDialog } from '@/components/settings/shown-once-dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SubmitDialog } from '@/components/ui/submit-dialog';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateChannelInput } from '@/lib/contract/channel';
import { ADDED_CHANNEL_KINDS, type AddedChannelKind } from '@/lib/domain/channel';
import { useCreateChannel } from '@/lib/query/channel';
import { ApiError } from '@/lib/query/client';
import { type Taking, TakingFields } from './channel-fields';
import { CHANNEL_WORDS } from './channel-words';

const HINTS: Record<AddedChannelKind, string> = {
  webhook: 'Messages are signed as Standard Webhooks says; each has an id, the same for every try.',
  slack: 'The address of an incoming webhook. It is a secret: only its host is shown from now on.',
  teams:
    'The address of a workflow that takes adaptive cards. It is a secret: only its host is shown from now on.',
};

type Form = Taking & { kind: AddedChannelKind; name: string; url: string };
const EMPTY: Form = {
  kind: 'webhook',
  name: '',
  url: '',
  kinds: ['escalation.created', 'escalation.glass_broken', 'escalation.unanswerable'],
  tiers: [],
  group: null,
};

/** Adds a webhook or a chat, and shows a webhook's secret once. */
export function NewChannelDialog({ onClose }: { onClose: () => void }) {
  const refusal = usePermissionRefusal('channel.create');
  const create = useCreateChannel();
  const [form, setForm] = useState<Form>(EMPTY);
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const set = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (refusal !== null) return;
    const parsed = CreateChannelInput.safeParse(form);
    const found = parsed.success ? [] : parsed.error.issues;
    setErrors(Object.fromEntries(found.map(({ path, message }) => [String(path[0]), message])));
    if (!parsed.success) return;
    try {
      const made = await create.mutateAsync(parsed.data);
      if (made.secret === null) onClose();
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : [];
      setErrors(Object.fromEntries(fields.map((one) => [one.name, one.message])));
    }
  };

  const made = create.data;
  if (made !== undefined && made.secret !== null) {
    return (
      <ShownOnceDialog
        title={`${made.name} is added`}
        description="Give the secret to the receiver: with it they know what is ours."
        label="Secret"
        text={made.secret}
        onClose={onClose}
      />
    );
  }
  return (
    <SubmitDialog
      title="New channel"
      description="Messages have one link to the console. Nobody decides in a chat, and no argument of a call is sent."
      confirm="Add the channel"
      busy={create.isPending}
      refusal={refusal}
      error={create.error}
      failure="Not added"
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Kind">
        {(control) => (
          <Select
            {...control}
            options={ADDED_CHANNEL_KINDS.map((value) => ({ value, label: CHANNEL_WORDS[value] }))}
            value={form.kind}
            onChange={({ target }) => set({ kind: target.value as AddedChannelKind })}
          />
        )}
      </Field>
      <Field label="Name" hint="As people know it." error={errors.name && 'Give it a name.'}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            value={form.name}
            onChange={({ target }) => set({ name: target.value })}
          />
        )}
      </Field>
      <Field label="Address" hint={HINTS[form.kind]} {...(errors.url !== undefined && { error: errors.url })}>
        {(control) => (
          <Input
            {...control}
            type="url"
            autoComplete="off"
            spellCheck={false}
            value={form.url}
            onChange={({ target }) => set({ url: target.value })}
          />
        )}
      </Field>
      <TakingFields
        value={form}
        onChange={set}
        error={errors.kinds && 'Choose at least one thing that it takes.'}
      />
    </SubmitDialog>
  );
}
