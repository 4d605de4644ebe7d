'use client';

import { type FormEvent, useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { Select } from '@/components/ui/select';
import { SubmitDialog } from '@/components/ui/submit-dialog';
import { usePermissionRefusal } from '@/components/user/permission';
import type { StopView } from '@/lib/contract/stop';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { STOP_KINDS, type StopKind } from '@/lib/domain/stop';
import { useCreateStop } from '@/lib/query/stop';
import { StopDone } from './stop-done';
import { StopEffects } from './stop-effects';
import type { StopTarget } from './stop-wish';
import { isFound, TARGET_SOURCES } from './target-source';
import { targetWords } from './target-words';

const KIND_LABELS: Record<StopKind, string> = {
  agent: 'An agent',
  tool: 'A tool',
  system: 'A system',
  owner: 'All agents of an owner',
  tier: 'All agents of a tier',
  everything: 'Everything',
};
const FIELD_LABELS = { agent: 'Agent', tool: 'Tool', system: 'System', owner: 'Owner' } as const;
const ORDER: readonly StopKind[] = ['agent', 'tool', 'system', 'owner', 'tier', 'everything'];
const KINDS = ORDER.filter((kind) => STOP_KINDS.includes(kind)).map((value) => ({
  value,
  label: KIND_LABELS[value],
}));
const TIERS = RISK_TIERS.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` }));
const EVERYTHING_WORDS = 'STOP ALL';

type Props = { preset: StopTarget | null; onClose: () => void };

/** Chooses what to stop, shows what that reaches, takes the reason, and then tells what took effect. */
export function StopDialog({ preset, onClose }: Props) {
  const refusal = usePermissionRefusal('stop.create');
  const create = useCreateStop();
  const [kind, setKind] = useState<StopKind>(preset?.kind ?? 'agent');
  const [choice, setChoice] = useState<Choice | null>(
    preset === null ? null : { id: preset.id, label: preset.label, detail: preset.id },
  );
  const [tier, setTier] = useState('');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const [done, setDone] = useState<{ stop: StopView; label: string } | null>(null);

  const targetId = isFound(kind) ? (choice?.id ?? '') : kind === 'tier' ? tier : '';
  const missing = {
    target: kind !== 'everything' && targetId === '' ? 'Say what to stop.' : undefined,
    reason: reason.trim() === '' ? 'Say why.' : undefined,
    words:
      kind === 'everything' && typed.trim() !== EVERYTHING_WORDS ? `Type ${EVERYTHING_WORDS}.` : undefined,
  };
  const shown = isTried ? missing : { target: undefined, reason: undefined, words: undefined };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending || refusal !== null) return;
    setTried(true);
    if (Object.values(missing).some((one) => one !== undefined)) return;
    const stop = await create
      .mutateAsync({
        target: kind === 'everything' ? { kind } : { kind, id: targetId },
        reason: reason.trim(),
      })
      // It is shown from `create.error`.
      .catch(() => null);
    if (stop !== null) setDone({ stop, label: targetWords(stop.target, choice?.label) });
  };

  if (done !== null) return <StopDone stop={done.stop} label={done.label} onClose={onClose} />;

  return (
    <SubmitDialog
      title="Stop"
      description="From the next call on, everything it covers is denied, until somebody releases it. Grants and tasks are kept, and end in their own time; tokens for systems are revoked, and escalations wait frozen."
      confirm={kind === 'everything' ? 'Stop everything' : 'Stop now'}
      variant="danger"
      busy={create.isPending}
      refusal={refusal}
      error={create.error}
      failure="Not stopped"
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="What to stop">
        {(control) => (
          <Select
            {...control}
            options={KINDS}
            value={kind}
            onChange={(event) => {
              setKind(event.target.value as StopKind);
              setChoice(null);
            }}
          />
        )}
      </Field>
      {isFound(kind) && (
        <Field label={FIELD_LABELS[kind]} error={shown.target}>
          {(control) => (
            <SearchSelect
              key={kind}
              control={control}
              source={TARGET_SOURCES[kind]}
              value={choice}
              onChange={setChoice}
              isFirst={preset === null}
              placeholder={kind === 'tool' ? 'system/name' : 'Name or id'}
            />
          )}
        </Field>
      )}
      {kind === 'tier' && (
        <Field label="Tier" error={shown.target}>
          {(control) => (
            <Select
              {...control}
              emptyLabel="Choose a tier"
              options={TIERS}
              value={tier}
              onChange={(event) => setTier(event.target.value)}
            />
          )}
        </Field>
      )}
      {(kind === 'everything' || targetId !== '') && <StopEffects kind={kind} id={targetId} />}
      <Field label="Reason" error={shown.reason} hint="Kept in the audit log with your name.">
        {(control) => (
          <Input
            {...control}
            data-first={preset === null ? undefined : true}
            required
            maxLength={1000}
            autoComplete="off"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {kind === 'everything' && (
        <Field label={`Type ${EVERYTHING_WORDS} to confirm`} error={shown.words}>
          {(control) => (
            <Input
              {...control}
              required
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      )}
    </SubmitDialog>
  );
}
