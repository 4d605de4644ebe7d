'use client';

import { Controller, type UseFormReturn } from 'react-hook-form';
import { z } from 'zod';
import { ENVIRONMENT_OPTIONS } from '@/components/agent/agent-fields';
import { OwnerField } from '@/components/agent/owner-field';
import { SENSITIVITY_OPTIONS } from '@/components/tool/tool-words';
import { Field } from '@/components/ui/field';
import { FieldPair } from '@/components/ui/field-pair';
import { Input } from '@/components/ui/input';
import { Select, type SelectOption } from '@/components/ui/select';
import { CreateSystemInput } from '@/lib/contract/system';
import { ZONES } from '@/lib/domain/system';

const { name, zone, environment, sensitivity, url, owner } = CreateSystemInput.shape;

const emptyIsNone = z.string().transform((text) => text.trim() || null);

/** What is known of a system, as it is typed; an empty address or owner is none. */
export const SystemForm = z.object({
  name,
  zone,
  environment,
  sensitivity,
  url: emptyIsNone.pipe(url.unwrap().nullable()),
  owner: emptyIsNone.pipe(owner.unwrap().nullable()),
});
export type SystemTyped = z.input<typeof SystemForm>;

const ZONE_OPTIONS: readonly SelectOption[] = ZONES.map((value) => ({
  value,
  label: `${value[0]?.toUpperCase()}${value.slice(1)}`,
}));

type Props = {
  form: unknown;
  /** The name of the present owner. */
  ownerName?: string | undefined;
};

/** The fields of what is known of a system. */
export function SystemFields({ form, ownerName }: Props) {
  // What more a form has does not matter to these fields.
  const { register, control: of, formState } = form as UseFormReturn<SystemTyped>;
  const { errors } = formState;
  return (
    <>
      <Field
        label="Address"
        optional
        hint="Where it is reached, without a user name or password. An MCP server that is started here is stdio:name."
        error={errors.url && `It ${errors.url.message ?? 'does not fit'}.`}
      >
        {(control) => <Input {...control} autoComplete="off" spellCheck={false} {...register('url')} />}
      </Field>
      <FieldPair>
        <Field label="Zone" hint="External: others than we have a say in it.">
          {(control) => <Select {...control} options={ZONE_OPTIONS} {...register('zone')} />}
        </Field>
        <Field label="Environment">
          {(control) => <Select {...control} options={ENVIRONMENT_OPTIONS} {...register('environment')} />}
        </Field>
      </FieldPair>
      <Field label="Data" hint="Of what nothing finer is known.">
        {(control) => <Select {...control} options={SENSITIVITY_OPTIONS} {...register('sensitivity')} />}
      </Field>
      <Controller
        control={of}
        name="owner"
        render={({ field }) => (
          <OwnerField
            label="Owner"
            optional
            error={errors.owner?.message}
            value={field.value}
            {...(ownerName !== undefined && { name: ownerName })}
            onChange={field.onChange}
          />
        )}
      />
    </>
  );
}
