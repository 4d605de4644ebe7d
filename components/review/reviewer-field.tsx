'use client';

import { ManyField } from '@/components/settings/many-field';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { userSource } from '@/components/user/user-source';
import { REVIEWER_ROLES } from '@/lib/domain/review';
import type { DraftReviewer } from './schedule-draft';

const KINDS = [
  { value: 'owner', label: 'The owner' },
  { value: 'backup_owner', label: 'The backup owner' },
  { value: 'people', label: 'People, by name' },
  { value: 'role', label: 'Whoever has a role' },
];

type Props = {
  label: string;
  hint?: string;
  value: DraftReviewer | null;
  /** What stands for nobody; without it somebody is always chosen. */
  noneLabel?: string;
  error?: string | undefined;
  onChange: (value: DraftReviewer | null) => void;
};

/** Who is asked: the owner, somebody by name, or a role. */
export function ReviewerField({ label, hint, value, noneLabel, error, onChange }: Props) {
  const base: DraftReviewer = value ?? { kind: 'owner', people: [], role: 'admin' };
  return (
    <>
      <Field label={label} {...(hint !== undefined && { hint })} {...(error !== undefined && { error })}>
        {(control) => (
          <div className="flex flex-wrap gap-2">
            <Select
              {...control}
              options={KINDS}
              {...(noneLabel !== undefined && { emptyLabel: noneLabel })}
              value={value?.kind ?? ''}
              onChange={({ target }) =>
                onChange(
                  target.value === '' ? null : { ...base, kind: target.value as DraftReviewer['kind'] },
                )
              }
              className="grow sm:max-w-64"
            />
            {value?.kind === 'role' && (
              <Select
                aria-label={`${label}: the role`}
                options={REVIEWER_ROLES.map((role) => ({ value: role, label: role }))}
                value={value.role}
                onChange={({ target }) => onChange({ ...base, role: target.value as DraftReviewer['role'] })}
              />
            )}
          </div>
        )}
      </Field>
      {value?.kind === 'people' && (
        <ManyField
          label={`${label}: who`}
          source={userSource}
          value={value.people}
          onChange={(people) => onChange({ ...base, people })}
        />
      )}
    </>
  );
}
