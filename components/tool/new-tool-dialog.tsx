'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { systemSource } from '@/components/system/system-source';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/input';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateToolInput } from '@/lib/contract/tool';
import { paths } from '@/lib/paths';
import { useCreateTool } from '@/lib/query/tool';
import { ClassificationFields, ClassificationForm } from './classification-fields';

const { name, description, inputSchema } = CreateToolInput.shape;
const asJson = z.string().transform((text, check): unknown => {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    check.addIssue({ code: 'custom', message: 'This is no JSON.' });
    return z.NEVER;
  }
});
const ToolForm = ClassificationForm.extend({
  system: z.custom<Choice>((choice) => choice !== null, 'Choose a system.'),
  name,
  description: z
    .string()
    .transform((text) => text.trim() || undefined)
    .pipe(description),
  inputSchema: asJson.pipe(inputSchema),
});

type Props = {
  /** The id of the system that it belongs to; null where that is still to be chosen. */
  system: string | null;
  onClose: () => void;
};

/** Registers a tool that no server lists. It begins unreviewed. */
export function NewToolDialog({ system, onClose }: Props) {
  const router = useRouter();
  const refusal = usePermissionRefusal('tool.create');
  const create = useCreateTool();
  const form = useForm<z.input<typeof ToolForm>, unknown, z.output<typeof ToolForm>>({
    resolver: zodResolver(ToolForm),
    defaultValues: {
      system: (system === null ? null : { id: system, label: system }) as Choice,
      name: '',
      description: '',
      inputSchema: '',
      // The worst, until somebody says better.
      actionClass: 'admin',
      sensitivity: 'restricted',
      returnsUntrusted: 'untrusted',
      reversible: 'no',
      sensitiveArguments: '',
      incidentalArguments: '',
    },
  });
  const { errors } = form.formState;

  return (
    <FormDialog
      form={form}
      title="New tool"
      description="For what no MCP server lists. Calls of it are deferred until somebody has reviewed it."
      confirm="Register"
      failure="Not registered"
      refusal={refusal}
      run={async ({ system: chosen, ...input }) => {
        const tool = await create.mutateAsync({ ...input, system: chosen.id });
        showToast({ tone: 'done', title: `${tool.id} is registered`, detail: 'It waits for a review.' });
        router.push(paths.tool(tool.id));
      }}
      onClose={onClose}
    >
      <Controller
        control={form.control}
        name="system"
        render={({ field }) => (
          <Field label="System" error={errors.system?.message}>
            {(control) => (
              <SearchSelect
                control={control}
                source={systemSource}
                value={field.value}
                onChange={field.onChange}
                placeholder="Name or id"
                isFirst={system === null}
              />
            )}
          </Field>
        )}
      />
      <Field
        label="Name"
        hint="As calls name it, such as contacts.search"
        error={errors.name && `The name ${errors.name.message ?? 'is missing'}.`}
      >
        {(control) => (
          <Input
            {...control}
            required
            data-first={system !== null || undefined}
            autoComplete="off"
            spellCheck={false}
            {...form.register('name')}
          />
        )}
      </Field>
      <Field label="Description" optional error={errors.description?.message}>
        {(control) => <Textarea {...control} rows={2} {...form.register('description')} />}
      </Field>
      <ClassificationFields form={form} />
      <Field
        label="Arguments"
        optional
        hint="A JSON Schema: calls that do not fit it are denied"
        error={errors.inputSchema?.message}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={4}
            spellCheck={false}
            className="font-mono text-sm"
            {...form.register('inputSchema')}
          />
        )}
      </Field>
    </FormDialog>
  );
}
