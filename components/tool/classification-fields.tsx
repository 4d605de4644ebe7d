'use client';

import type { UseFormReturn } from 'react-hook-form';
import { z } from 'zod';
import { Field } from '@/components/ui/field';
import { FieldPair } from '@/components/ui/field-pair';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { CreateToolInput, type ToolProposal } from '@/lib/contract/tool';
import { CLASS_OPTIONS, OUTPUT_OPTIONS, SENSITIVITY_OPTIONS, UNDO_OPTIONS } from './tool-words';

const { actionClass, sensitivity, sensitiveArguments, incidentalArguments } = CreateToolInput.shape;

const namesIn = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** A tool's classification as it is typed, and as the contract takes it. */
export const ClassificationForm = z.object({
  actionClass,
  sensitivity,
  returnsUntrusted: z.enum(['untrusted', 'trusted']).transform((output) => output === 'untrusted'),
  reversible: z.enum(['yes', 'no']).transform((undo) => undo === 'yes'),
  sensitiveArguments: z.string().transform(namesIn).pipe(sensitiveArguments.unwrap()),
  incidentalArguments: z.string().transform(namesIn).pipe(incidentalArguments.unwrap()),
});
export type ClassificationTyped = z.input<typeof ClassificationForm>;

/** A tool as it stands, or what its server's hints propose: those know of nothing incidental. */
type Classified = ToolProposal & { incidentalArguments?: readonly string[] };

export const typedOf = (classified: Classified): ClassificationTyped => ({
  actionClass: classified.actionClass,
  sensitivity: classified.sensitivity,
  returnsUntrusted: classified.returnsUntrusted ? 'untrusted' : 'trusted',
  reversible: classified.reversible ? 'yes' : 'no',
  sensitiveArguments: classified.sensitiveArguments.join(', '),
  incidentalArguments: classified.incidentalArguments?.join(', ') ?? '',
});

type Props<T extends ClassificationTyped> = { form: UseFormReturn<T, unknown, unknown> };

/** The fields of a tool's classification. */
export function ClassificationFields<T extends ClassificationTyped>({ form }: Props<T>) {
  // What more a form has does not matter to these fields.
  const { register, formState } = form as unknown as UseFormReturn<ClassificationTyped>;
  const { errors } = formState;
  return (
    <>
      <FieldPair>
        <Field label="What it does" error={errors.actionClass?.message}>
          {(control) => <Select {...control} options={CLASS_OPTIONS} {...register('actionClass')} />}
        </Field>
        <Field label="Data it touches" error={errors.sensitivity?.message}>
          {(control) => <Select {...control} options={SENSITIVITY_OPTIONS} {...register('sensitivity')} />}
        </Field>
      </FieldPair>
      <FieldPair>
        <Field label="Its output">
          {(control) => <Select {...control} options={OUTPUT_OPTIONS} {...register('returnsUntrusted')} />}
        </Field>
        <Field label="Can be undone">
          {(control) => <Select {...control} options={UNDO_OPTIONS} {...register('reversible')} />}
        </Field>
      </FieldPair>
      <Field
        label="Sensitive arguments"
        optional
        hint="Names of arguments that say where something goes, or whose it is"
        error={errors.sensitiveArguments?.message}
      >
        {(control) => <Input {...control} spellCheck={false} {...register('sensitiveArguments')} />}
      </Field>
      <Field
        label="Incidental arguments"
        optional
        hint="Names of arguments that change nothing of what it does, such as a timeout: an approval fits whatever they are"
        error={errors.incidentalArguments?.message}
      >
        {(control) => <Input {...control} spellCheck={false} {...register('incidentalArguments')} />}
      </Field>
    </>
  );
}
