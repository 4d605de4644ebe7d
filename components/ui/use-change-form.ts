import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { type DefaultValues, type FieldValues, type Path, type PathValue, useForm } from 'react-hook-form';
import type { z } from 'zod';

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * A form over something that others may change meanwhile. Only what differs from what it began with is sent,
 * so that nobody else's change is undone; when the reader goes on from a newer state, the fields that they did
 * not touch follow it.
 */
export function useChangeForm<T extends FieldValues>(schema: z.ZodType<T, T>, now: T) {
  const [begun, setBegun] = useState(now);
  const form = useForm<T, unknown, T>({
    resolver: zodResolver(schema),
    defaultValues: begun as DefaultValues<T>,
  });
  const names = Object.keys(now) as Path<T>[];

  return {
    form,
    begun,
    /** What of `values` is not as it was when the form was begun. */
    changesIn: (values: T): Partial<T> =>
      Object.fromEntries(
        names.filter((name) => !isSame(values[name], begun[name])).map((name) => [name, values[name]]),
      ) as unknown as Partial<T>,
    /** The names of what stands differently now. */
    moved: names.filter((name) => !isSame(now[name], begun[name])),
    follow: () => {
      for (const name of names) {
        if (isSame(form.getValues(name), begun[name]))
          form.setValue(name, now[name] as PathValue<T, Path<T>>);
      }
      setBegun(now);
    },
  };
}
