'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { OwnerField } from '@/components/agent/owner-field';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { useZone } from '@/components/ui/preference-provider';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import type { PreferencesView } from '@/lib/contract/notification';
import { TOPICS } from '@/lib/domain/notification';
import { ApiError } from '@/lib/query/client';
import {
  notificationPreferences,
  type PreferenceChange,
  useChangePreferences,
} from '@/lib/query/notification';
import { TOPIC_WORDS } from './channel-words';

/** How whoever is signed in wants to be told. */
export function NotificationSection() {
  const { data, error, refetch } = useQuery(notificationPreferences());
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="h-96 w-full" />
    ) : (
      <Problem error={error} title="Your choices could not be loaded" onRetry={() => refetch()} />
    );
  }
  return <Preferences key={data.revision} known={data} />;
}

function Preferences({ known }: { known: PreferencesView }) {
  const change = useChangePreferences();
  const save = async (wish: PreferenceChange) => {
    try {
      await change.mutateAsync({ ...wish, ifMatch: known.revision });
      showToast({ tone: 'done', title: 'Your choices are kept' });
    } catch {
      // Shown from the mutation; what was chosen is read anew.
    }
  };
  const fields = change.error instanceof ApiError ? change.error.fields : [];
  const errorOf = (name: string) => fields.find((one) => one.name.startsWith(name))?.message;
  const parts = { known, save, isBusy: change.isPending, errorOf };
  return (
    <div className="flex max-w-200 flex-col gap-4">
      <Problem error={change.error} title="Not kept" />
      <Topics {...parts} />
      <Quiet {...parts} />
      <Away {...parts} />
    </div>
  );
}

type PartProps = {
  known: PreferencesView;
  save: (wish: PreferenceChange) => Promise<void>;
  isBusy: boolean;
  errorOf: (name: string) => string | undefined;
};

function Topics({ known, save, isBusy }: PartProps) {
  const toggle = (topic: (typeof TOPICS)[number], isOn: boolean) =>
    save({ topicsOff: TOPICS.filter((one) => (one === topic ? !isOn : known.topicsOff.includes(one))) });
  return (
    <Panel title="What you are told">
      <div className="flex flex-col gap-3">
        {TOPICS.map((topic) => (
          <Check
            key={topic}
            label={TOPIC_WORDS[topic].label}
            says={TOPIC_WORDS[topic].says}
            isOn={!known.topicsOff.includes(topic)}
            isBusy={isBusy}
            onChange={(isOn) => toggle(topic, isOn)}
          />
        ))}
        <hr className="border-line" />
        <Check
          label="By e-mail too"
          says={
            known.canMail
              ? `To ${known.address}; a new call only when it still waits after a while.`
              : 'No mail server is configured, so nothing is e-mailed: an operator sets CORDON_SMTP_URL.'
          }
          isOn={known.email}
          isBusy={isBusy}
          onChange={(email) => save({ email })}
        />
      </div>
    </Panel>
  );
}

type CheckProps = {
  label: string;
  says: string;
  isOn: boolean;
  isBusy: boolean;
  onChange: (isOn: boolean) => Promise<void>;
};

function Check({ label, says, isOn, isBusy, onChange }: CheckProps) {
  // What was pressed stands at once; when it is not kept, it stands as it was.
  const [wanted, setWanted] = useState<boolean | null>(null);
  const choose = async (next: boolean) => {
    setWanted(next);
    await onChange(next);
    setWanted(null);
  };
  return (
    <label className="flex items-start gap-3 pointer-coarse:min-h-11">
      <input
        type="checkbox"
        checked={wanted ?? isOn}
        disabled={isBusy}
        onChange={({ target }) => choose(target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span>
        <span className="font-medium">{label}</span>
        <span className="block text-muted text-sm">{says}</span>
      </span>
    </label>
  );
}

function Quiet({ known, save, isBusy, errorOf }: PartProps) {
  const here = useZone();
  const [from, setFrom] = useState(known.quiet?.from ?? '22:00');
  const [until, setUntil] = useState(known.quiet?.until ?? '07:00');
  const [timeZone, setZone] = useState(known.revision === 0 ? here : known.timeZone);
  return (
    <Panel title="Quiet hours">
      <p className="mb-3 text-muted">
        {known.quiet === null
          ? 'There are none: e-mail may come at any hour.'
          : `No e-mail from ${known.quiet.from} to ${known.quiet.until}, ${known.timeZone}.`}{' '}
        What comes meanwhile is sent afterwards, if it still waits. Calls of critical agents, and approvals by
        one admin alone, are sent at any hour.
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <Field label="From">
          {(control) => (
            <Input {...control} type="time" value={from} onChange={({ target }) => setFrom(target.value)} />
          )}
        </Field>
        <Field label="Until">
          {(control) => (
            <Input {...control} type="time" value={until} onChange={({ target }) => setUntil(target.value)} />
          )}
        </Field>
        <Field label="Time zone" {...problem(errorOf('timeZone') ?? errorOf('quiet'))}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              spellCheck={false}
              value={timeZone}
              onChange={({ target }) => setZone(target.value)}
            />
          )}
        </Field>
        <Button busy={isBusy} onClick={() => save({ quiet: { from, until }, timeZone })}>
          Keep quiet then
        </Button>
        {known.quiet !== null && (
          <Button busy={isBusy} onClick={() => save({ quiet: null })}>
            No quiet hours
          </Button>
        )}
      </div>
    </Panel>
  );
}

const problem = (error: string | undefined) => (error === undefined ? {} : { error });
const DAY_MS = 24 * 3_600_000;

function Away({ known, save, isBusy, errorOf }: PartProps) {
  const [to, setTo] = useState('');
  const [days, setDays] = useState('7');
  return (
    <Panel title="While you are away">
      <p className="mb-3 text-muted">
        {known.delegate === null
          ? 'Somebody else can be told too.'
          : `${known.delegate.name} is told too, until ${known.delegate.until.toLocaleDateString('en-GB')}.`}{' '}
        It gives them no right to decide: who may, the rules say.
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-60 grow basis-60">
          <OwnerField label="Person" value={to} onChange={setTo} {...problem(errorOf('delegate'))} />
        </div>
        <Field label="Days">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={90}
              value={days}
              onChange={({ target }) => setDays(target.value)}
            />
          )}
        </Field>
        <Button
          busy={isBusy}
          disabledReason={to === '' ? 'Choose somebody first' : null}
          onClick={() => save({ delegate: { to, until: new Date(Date.now() + Number(days) * DAY_MS) } })}
        >
          Tell them too
        </Button>
        {known.delegate !== null && (
          <Button busy={isBusy} onClick={() => save({ delegate: null })}>
            I am back
          </Button>
        )}
      </div>
    </Panel>
  );
}
