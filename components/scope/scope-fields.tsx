'use client';

import { useState } from 'react';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { ChipChoice } from '@/components/ui/chip-choice';
import { Field } from '@/components/ui/field';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import type { ScopeShape } from '@/lib/contract/scope';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { isMoreSensitive, SENSITIVITIES, type Sensitivity } from '@/lib/domain/sensitivity';
import { RuleRows } from './rule-rows';
import { ToolPicker } from './tool-picker';

export type ScopePart = keyof ScopeShape;

type Props = {
  value: ScopeShape;
  onChange: (scope: ScopeShape) => void;
  /** What is wrong with a part. */
  errorOf: (part: ScopePart) => string | undefined;
  /** The scope that must not be left: its system stays, and nothing is offered beyond it. */
  ceiling?: ScopeShape;
};

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** The parts of a scope, as an entitlement or a grant has them. */
export function ScopeFields({ value, onChange, errorOf, ceiling }: Props) {
  const [system, setSystem] = useState<Choice | null>(
    value.system === '' ? null : { id: value.system, label: value.system },
  );
  const [resources, setResources] = useState(value.resources.join('\n'));
  const set = (change: Partial<ScopeShape>) => onChange({ ...value, ...change });
  const sensitivities = SENSITIVITIES.filter(
    (one) => ceiling === undefined || !isMoreSensitive(one, ceiling.maxSensitivity),
  );
  return (
    <>
      {ceiling === undefined && (
        <Field label="System" error={errorOf('system')}>
          {(control) => (
            <SearchSelect
              control={control}
              source={TARGET_SOURCES.system}
              value={system}
              placeholder="Name or id"
              onChange={(next) => {
                setSystem(next);
                // Another system has other tools.
                set({ system: next?.id ?? '', tools: [] });
              }}
            />
          )}
        </Field>
      )}
      <Field
        label="Tools"
        error={errorOf('tools')}
        hint="Ticked one by one, or by a pattern over whole segments."
      >
        {(control) => (
          <div id={control.id}>
            <ToolPicker
              system={value.system}
              value={value.tools}
              onChange={(tools) => set({ tools })}
              describedBy={control['aria-describedby']}
            />
          </div>
        )}
      </Field>
      <Field label="Action classes" error={errorOf('actionClasses')}>
        {(control) => (
          <div id={control.id}>
            <ChipChoice
              label="Action classes"
              options={ACTION_CLASSES.map((one) => ({
                value: one,
                label: one,
                disabledReason:
                  ceiling === undefined || ceiling.actionClasses.includes(one)
                    ? undefined
                    : 'Not in the entitlement',
              }))}
              value={value.actionClasses}
              onChange={(actionClasses) => set({ actionClasses })}
              describedBy={control['aria-describedby']}
            />
          </div>
        )}
      </Field>
      <Field label="Most sensitive data" error={errorOf('maxSensitivity')}>
        {(control) => (
          <Select
            {...control}
            options={sensitivities.map((one) => ({ value: one, label: one }))}
            value={value.maxSensitivity}
            onChange={({ target }) => set({ maxSensitivity: target.value as Sensitivity })}
          />
        )}
      </Field>
      <Field
        label="Resources"
        optional
        error={errorOf('resources')}
        hint="One pattern a line, such as contacts/eu/*. Empty: any resource."
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            spellCheck={false}
            className="font-mono"
            value={resources}
            onChange={({ target }) => {
              setResources(target.value);
              set({ resources: linesOf(target.value) });
            }}
          />
        )}
      </Field>
      <Field label="Rules for arguments" optional error={errorOf('arguments')}>
        {(control) => (
          <div id={control.id}>
            <RuleRows value={value.arguments} onChange={(rules) => set({ arguments: rules })} />
          </div>
        )}
      </Field>
    </>
  );
}
