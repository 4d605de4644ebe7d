'use client';

import { AUTONOMY_OPTIONS, ENVIRONMENT_OPTIONS, TIER_OPTIONS } from '@/components/agent/agent-fields';
import { OwnerField } from '@/components/agent/owner-field';
import { Field } from '@/components/ui/field';
import { FieldPair } from '@/components/ui/field-pair';
import { Select } from '@/components/ui/select';
import { ImportDefaults } from '@/lib/contract/agent-import';

type Props = {
  defaults: ImportDefaults;
  onChange: (defaults: ImportDefaults) => void;
  /** True where the source never says it: a card knows nothing of owners and tiers. */
  isNeeded: boolean;
};

/** For what a new agent needs and the source does not say. */
export function DefaultFields({ defaults, onChange, isNeeded }: Props) {
  const set = (field: keyof ImportDefaults) => (value: string) => {
    const { [field]: _before, ...rest } = defaults;
    onChange(value === '' ? rest : ImportDefaults.parse({ ...rest, [field]: value }));
  };
  const select = (field: 'riskTier' | 'autonomy' | 'environment') => ({
    emptyLabel: isNeeded ? 'Choose' : 'As the file says',
    value: defaults[field] ?? '',
    onChange: (event: { target: { value: string } }) => set(field)(event.target.value),
  });

  return (
    <fieldset className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <legend className="px-1 font-medium">
        {isNeeded ? 'What a card does not say' : 'For new agents, where the file says nothing'}
      </legend>
      <FieldPair>
        <OwnerField label="Owner" optional={!isNeeded} value={defaults.owner ?? ''} onChange={set('owner')} />
        <OwnerField
          label="Backup owner"
          optional
          value={defaults.backupOwner ?? ''}
          onChange={set('backupOwner')}
        />
      </FieldPair>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Tier" optional={!isNeeded}>
          {(control) => <Select {...control} options={TIER_OPTIONS} {...select('riskTier')} />}
        </Field>
        <Field label="Autonomy" optional={!isNeeded}>
          {(control) => <Select {...control} options={AUTONOMY_OPTIONS} {...select('autonomy')} />}
        </Field>
        <Field label="Environment" optional={!isNeeded}>
          {(control) => <Select {...control} options={ENVIRONMENT_OPTIONS} {...select('environment')} />}
        </Field>
      </div>
    </fieldset>
  );
}
