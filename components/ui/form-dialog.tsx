'use client';

import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { ApiError } from '@/lib/query/client';
import { FormFrame, type FrameProps } from './form-frame';

type Props<Typed extends FieldValues, Given> = FrameProps & {
  form: UseFormReturn<Typed, unknown, Given>;
  /** Does it, with what the form's schema made of what was typed. The dialog closes when it is done. */
  run: (given: Given, on: { ifMatch: number }) => Promise<unknown>;
};

/**
 * A dialog with a form that the contract checks: what does not fit is said at its field, by the schema before
 * it is sent and by the server's answer after.
 */
export function FormDialog<Typed extends FieldValues, Given>({ form, run, ...frame }: Props<Typed, Given>) {
  const send = async (on: { ifMatch: number }): Promise<boolean> => {
    let fits = false;
    await form.handleSubmit(async (given) => {
      fits = true;
      await run(given, on);
    })();
    return fits;
  };

  return (
    <FormFrame
      {...frame}
      run={async (on) => {
        try {
          return await send(on);
        } catch (problem) {
          for (const { name, message } of problem instanceof ApiError ? problem.fields : []) {
            if (name in form.getValues())
              form.setError(name as FieldPath<Typed>, { type: 'server', message });
          }
          throw problem;
        }
      }}
    />
  );
}
