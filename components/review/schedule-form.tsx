'use client';

import { type FormEvent, useDeferredValue, useState } from 'react';
import { ManyField } from '@/components/settings/many-field';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { Button } from '@/components/ui/button';
import { ChangedMeanwhile } from '@/components/ui/changed-meanwhile';
import { ChipChoice } from '@/components/ui/chip-choice';
import { Field } from '@/components/ui/field';
import { useHydrated } from '@/components/ui/hydrated';
import { Input } from '@/components/ui/input';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { userSource } from '@/components/user/user-source';
import { CreateReviewScheduleInput } from '@/lib/contract/review-schedule';
import { REVIEW_EVENTS, REVIEW_SUBJECTS, SCHEDULE_SILENCES, type ScheduleSilence } from '@/lib/domain/review';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { ENVIRONMENTS } from '@/lib/domain/system';
import { ApiError } from '@/lib/query/client';
import { EVENT_WORDS, SILENCE_WORDS, SUBJECT_NAMES } from './review-words';
import { ReviewerField } from './reviewer-field';
import { RuleField } from './rule-field';
import { ScheduleDifferences } from './schedule-differences';
import { inputOf, previewOf, rebaseDraft, type ScheduleDraft } from './schedule-draft';
import { SchedulePreview } from './schedule-preview';
import { ZoneField } from './zone-field';

const named = <T extends string>(values: readonly T[]) =>
  values.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` }));

const MISSING: Record<string, string> = {
  name: 'Give it a name.',
  covers: 'Say what it looks at.',
  cadence: 'Say how often.',
  timeZone: 'Choose a time zone.',
  reviewer: 'Say who is asked.',
  secondReviewer: 'Say who looks second.',
  durationDays: 'From 1 to 180 days.',
  graceDays: 'From 0 to 30 days.',
  remindBeforeDays: 'At most five numbers of days, from 1 to 60.',
};

type Props = {
  begin: ScheduleDraft;
  confirm: string;
  refusal: string | null;
  back: string;
  /** How somebody else has left it since the form began with `begun`; null while nobody has. */
  meanwhile?: { begun: ScheduleDraft; theirs: ScheduleDraft; onSeen: () => void } | null;
  /** Does it, with what the contract made of what was typed. */
  run: (input: CreateReviewScheduleInput) => Promise<unknown>;
};

/** What a schedule covers, when, who is asked, and what silence does; what all that means stands beside it. */
export function ScheduleForm({ begin, confirm, refusal, back, meanwhile = null, run }: Props) {
  const [draft, setDraft] = useState(begin);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const isHydrated = useHydrated();
  const seen = useDeferredValue(draft);
  const set = (change: Partial<ScheduleDraft>) => setDraft((now) => ({ ...now, ...change }));
  const errorOf = (name: string) => (wrong[name] === undefined ? {} : { error: wrong[name] });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (refusal !== null || isBusy || meanwhile !== null) return;
    const parsed = CreateReviewScheduleInput.safeParse(inputOf(draft));
    if (!parsed.success) {
      const names = parsed.error.issues.map(({ path: [name] }) => String(name));
      return setWrong(Object.fromEntries(names.map((name) => [name, MISSING[name] ?? 'It is not right.'])));
    }
    setWrong({});
    setProblem(null);
    setBusy(true);
    try {
      await run(parsed.data);
    } catch (error) {
      setProblem(error);
      const fields = error instanceof ApiError ? error.fields : [];
      setWrong(Object.fromEntries(fields.map(({ name, message }) => [name.split('.')[0] ?? name, message])));
    }
    setBusy(false);
  };

  return (
    <form onSubmit={submit} noValidate>
      <fieldset
        disabled={!isHydrated}
        className="grid min-w-0 items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]"
      >
        <div className="flex min-w-0 flex-col gap-4">
          {meanwhile !== null && !isBusy ? (
            <ChangedMeanwhile
              standing={<ScheduleDifferences begun={meanwhile.begun} theirs={meanwhile.theirs} />}
              refusal={refusal}
              onSeen={() => {
                setDraft((mine) => rebaseDraft(meanwhile.begun, mine, meanwhile.theirs));
                setProblem(null);
                meanwhile.onSeen();
              }}
            />
          ) : (
            <Problem error={problem} title="Not saved" />
          )}
          <Panel title="What">
            <div className="flex flex-col gap-4">
              <Field label="Name" {...errorOf('name')}>
                {(control) => (
                  <Input
                    {...control}
                    required
                    maxLength={120}
                    value={draft.name}
                    placeholder="Quarterly access review"
                    onChange={({ target }) => set({ name: target.value })}
                  />
                )}
              </Field>
              <Field label="Looks at" {...errorOf('covers')}>
                {(control) => (
                  <ChipChoice
                    label="Looks at"
                    describedBy={control['aria-describedby']}
                    options={REVIEW_SUBJECTS.map((value) => ({ value, label: SUBJECT_NAMES[value] }))}
                    value={draft.what}
                    onChange={(what) => set({ what })}
                  />
                )}
              </Field>
              <Field label="Of agents of tier" hint="None chosen: of every tier.">
                {(control) => (
                  <ChipChoice
                    label="Of agents of tier"
                    describedBy={control['aria-describedby']}
                    options={named(RISK_TIERS)}
                    value={draft.tiers}
                    onChange={(tiers) => set({ tiers })}
                  />
                )}
              </Field>
              <Field label="In environment" hint="None chosen: in every one.">
                {(control) => (
                  <ChipChoice
                    label="In environment"
                    describedBy={control['aria-describedby']}
                    options={named(ENVIRONMENTS)}
                    value={draft.environments}
                    onChange={(environments) => set({ environments })}
                  />
                )}
              </Field>
              <details open={draft.systems.length + draft.owners.length + draft.agents.length > 0}>
                <summary className="w-fit cursor-pointer rounded-sm text-muted text-sm pointer-coarse:py-2.5">
                  Only some systems, owners or agents
                </summary>
                <div className="mt-3 flex flex-col gap-4">
                  <ManyField
                    label="Systems"
                    source={TARGET_SOURCES.system}
                    value={draft.systems}
                    onChange={(systems) => set({ systems })}
                  />
                  <ManyField
                    label="Owners"
                    source={userSource}
                    value={draft.owners}
                    onChange={(owners) => set({ owners })}
                  />
                  <ManyField
                    label="Agents"
                    source={TARGET_SOURCES.agent}
                    value={draft.agents}
                    onChange={(agents) => set({ agents })}
                  />
                </div>
              </details>
            </div>
          </Panel>
          <Panel title="When">
            <div className="flex flex-col gap-4">
              <Segmented
                label="Cadence"
                options={[
                  { value: 'tier', label: 'By tier' },
                  { value: 'rule', label: 'On a rule' },
                  { value: 'events', label: 'On events' },
                ]}
                value={draft.cadence}
                onChange={(cadence) => set({ cadence })}
              />
              {draft.cadence === 'tier' && (
                <p className="text-muted">
                  Each day at the hour below, those agents that are due: how often is the tier’s to say.
                </p>
              )}
              {draft.cadence === 'rule' && (
                <RuleField value={draft.rrule} error={wrong.cadence} onChange={(rrule) => set({ rrule })} />
              )}
              {draft.cadence === 'events' && (
                <Field label="When" {...errorOf('cadence')}>
                  {(control) => (
                    <ChipChoice
                      label="When"
                      describedBy={control['aria-describedby']}
                      options={REVIEW_EVENTS.map((value) => ({ value, label: EVENT_WORDS[value] }))}
                      value={draft.events}
                      onChange={(events) => set({ events })}
                    />
                  )}
                </Field>
              )}
              <div className="grid gap-4 sm:grid-cols-2">
                <ZoneField
                  value={draft.timeZone}
                  error={wrong.timeZone}
                  onChange={(timeZone) => set({ timeZone })}
                />
                {draft.cadence !== 'events' && (
                  <Field
                    label="First slot"
                    optional
                    hint={`In ${draft.timeZone || 'that zone'}. Left out: the next 09:00.`}
                    {...errorOf('startsAt')}
                  >
                    {(control) => (
                      <Input
                        {...control}
                        type="datetime-local"
                        value={draft.startsAt}
                        onChange={({ target }) => set({ startsAt: target.value })}
                      />
                    )}
                  </Field>
                )}
              </div>
            </div>
          </Panel>
          <Panel title="Who">
            <div className="flex flex-col gap-4">
              <ReviewerField
                label="Asked"
                hint="Where the tier forbids it, as shipped from high on, nobody reviews what is their own: the fallback is asked."
                value={draft.reviewer}
                error={wrong.reviewer}
                onChange={(reviewer) => reviewer !== null && set({ reviewer })}
              />
              <ReviewerField
                label="Fallback"
                hint="Where there is nobody, or it would be their own access."
                noneLabel="Nobody: admins see it"
                value={draft.fallback}
                onChange={(fallback) => set({ fallback })}
              />
              <ReviewerField
                label="Second stage"
                hint="Looks at what the first has decided, and has the last word."
                noneLabel="One stage only"
                value={draft.second}
                error={wrong.secondReviewer}
                onChange={(second) => set({ second })}
              />
            </div>
          </Panel>
          <Panel title="Until when">
            <div className="grid gap-4 sm:grid-cols-3">
              <DaysField
                label="Days to decide"
                min={1}
                max={180}
                value={draft.durationDays}
                error={wrong.durationDays}
                onChange={(durationDays) => set({ durationDays })}
              />
              <DaysField
                label="Grace, days"
                min={0}
                max={30}
                value={draft.graceDays}
                error={wrong.graceDays}
                onChange={(graceDays) => set({ graceDays })}
              />
              <Field label="Remind, days before" {...errorOf('remindBeforeDays')}>
                {(control) => (
                  <Input
                    {...control}
                    value={draft.remind}
                    placeholder="7, 2"
                    onChange={({ target }) => set({ remind: target.value })}
                  />
                )}
              </Field>
            </div>
            <div className="mt-4">
              <Field
                label="On silence"
                hint="After the grace, and after everybody was told. What it would do stands beside."
              >
                {(control) => (
                  <Select
                    {...control}
                    options={SCHEDULE_SILENCES.map((value) => ({ value, label: SILENCE_WORDS[value] }))}
                    value={draft.onSilence}
                    onChange={({ target }) => set({ onSilence: target.value as ScheduleSilence })}
                  />
                )}
              </Field>
            </div>
          </Panel>
        </div>
        <div className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-16">
          <SchedulePreview draft={previewOf(seen)} />
          <div className="flex justify-end gap-2">
            <LinkButton href={back}>Back</LinkButton>
            <Button
              type="submit"
              variant="primary"
              busy={isBusy}
              disabledReason={
                meanwhile !== null ? 'It was changed meanwhile: look at the notice first' : refusal
              }
            >
              {confirm}
            </Button>
          </div>
        </div>
      </fieldset>
    </form>
  );
}

type DaysProps = {
  label: string;
  min: number;
  max: number;
  value: number;
  error: string | undefined;
  onChange: (days: number) => void;
};

function DaysField({ label, min, max, value, error, onChange }: DaysProps) {
  return (
    <Field label={label} {...(error !== undefined && { error })}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={min}
          max={max}
          value={Number.isNaN(value) ? '' : value}
          onChange={({ target }) => onChange(target.value === '' ? Number.NaN : Number(target.value))}
        />
      )}
    </Field>
  );
}
