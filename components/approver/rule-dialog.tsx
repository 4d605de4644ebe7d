'use client';

import { useId, useState } from 'react';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { CLASS_WORDS, TIER_NAMES } from '@/components/tier/tier-words';
import { ChipChoice } from '@/components/ui/chip-choice';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { Input } from '@/components/ui/input';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { Select } from '@/components/ui/select';
import type { ApproverGroupView } from '@/lib/contract/approver-group';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import type { DraftRule } from './rule-words';

type Props = {
  /** Null: a new one. */
  rule: DraftRule | null;
  groups: readonly ApproverGroupView[];
  onKeep: (rule: DraftRule) => void;
  onClose: () => void;
};

/** One rule of the draft. Nothing is saved by it: the list is, as a whole. */
export function RuleDialog({ rule, groups, onKeep, onClose }: Props) {
  const fresh = useId();
  const [typed, setTyped] = useState<DraftRule>(
    rule ?? {
      key: `new ${fresh} ${Date.now()}`,
      name: '',
      system: null,
      tiers: [],
      actionClasses: [],
      group: '',
    },
  );
  const [system, setSystem] = useState<Choice | null>(
    typed.system === null ? null : { id: typed.system, label: typed.system },
  );
  const [isTried, setTried] = useState(false);
  const set = (change: Partial<DraftRule>) => setTyped((before) => ({ ...before, ...change }));
  const isNameless = typed.name.trim() === '';
  const isGroupless = !groups.some(({ id }) => id === typed.group);

  return (
    <FormFrame
      title={rule === null ? 'Add a rule' : `Change ${rule.name}`}
      description="It joins the list on this page. The list is saved as a whole, after a preview."
      confirm={rule === null ? 'Add to the list' : 'Keep'}
      refusal={null}
      run={async () => {
        setTried(true);
        if (isNameless || isGroupless) return false;
        onKeep({ ...typed, name: typed.name.trim() });
        return true;
      }}
      onClose={onClose}
    >
      <Field label="Name" error={isTried && isNameless ? 'Give it a name.' : undefined}>
        {(control) => (
          <Input
            {...control}
            data-first
            autoComplete="off"
            maxLength={80}
            value={typed.name}
            onChange={({ target }) => set({ name: target.value })}
          />
        )}
      </Field>
      <Field label="System" optional hint="Empty: any.">
        {(control) => (
          <SearchSelect
            control={control}
            source={TARGET_SOURCES.system}
            value={system}
            onChange={(choice) => {
              setSystem(choice);
              set({ system: choice?.id ?? null });
            }}
            placeholder="Type to find"
          />
        )}
      </Field>
      <Chosen label="Tiers of the agent" isAny={typed.tiers.length === 0}>
        <ChipChoice
          label="Tiers of the agent"
          options={RISK_TIERS.map((value) => ({ value, label: TIER_NAMES[value] }))}
          value={typed.tiers}
          onChange={(tiers) => set({ tiers })}
        />
      </Chosen>
      <Chosen label="Action classes" isAny={typed.actionClasses.length === 0}>
        <ChipChoice
          label="Action classes"
          options={ACTION_CLASSES.map((value) => ({ value, label: CLASS_WORDS[value] }))}
          value={typed.actionClasses}
          onChange={(actionClasses) => set({ actionClasses })}
        />
      </Chosen>
      <Field label="Group that is asked" error={isTried && isGroupless ? 'Choose a group.' : undefined}>
        {(control) => (
          <Select
            {...control}
            emptyLabel="Choose a group"
            options={groups.map(({ id, name, people }) => ({
              value: id,
              label: `${name} (${people === 0 ? 'nobody decides' : people === 1 ? '1 person' : `${people} people`})`,
            }))}
            value={typed.group}
            onChange={({ target }) => set({ group: target.value })}
          />
        )}
      </Field>
    </FormFrame>
  );
}

function Chosen({ label, isAny, children }: { label: string; isAny: boolean; children: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <p aria-hidden="true" className="font-medium text-sm">
        {label} {isAny && <span className="font-normal text-muted">(none chosen: any)</span>}
      </p>
      {children}
    </div>
  );
}
