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
export function useChangeForm<Typed extends FieldValues, Given extends Record<keyof Typed, unknown>>(
  schema: z.ZodType<Given, Typed>,
  now: Typed,
) {
  const [begun, setBegun] = useState(now);
  const form = useForm<Typed, unknown, Given>({
    resolver: zodResolver(schema),
    defaultValues: begun as DefaultValues<Typed>,
  });
  const names = Object.keys(now) as Path<Typed>[];

  return {
    form,
    begun,
    /** Whether nothing was typed that is not so already. */
    isSame: names.every((name) => isSame(form.watch(name), begun[name])),
    /** What of `given` was typed otherwise than the form began. */
    changesIn: (given: Given): Partial<Given> =>
      Object.fromEntries(
        names.filter((name) => !isSame(form.getValues(name), begun[name])).map((name) => [name, given[name]]),
      ) as unknown as Partial<Given>,
    /** The names of what stands differently now. */
    moved: names.filter((name) => !isSame(now[name], begun[name])),
    follow: () => {
      for (const name of names) {
        if (isSame(form.getValues(name), begun[name])) {
          form.setValue(name, now[name] as PathValue<Typed, Path<Typed>>);
        }
      }
      setBegun(now);
    },
  };
}
