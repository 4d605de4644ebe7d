import type { FieldErrors, RegisterOptions, UseFormRegisterReturn } from 'react-hook-form';
import { slugOf } from '@/lib/domain/slug';
import { Field } from './field';
import { FieldPair } from './field-pair';
import { Input } from './input';

type Props = {
  name: (options: Pick<RegisterOptions, 'onChange'>) => UseFormRegisterReturn;
  id: UseFormRegisterReturn;
  errors: Pick<FieldErrors<{ name: string; id: string }>, 'name' | 'id'>;
  /** An id made from the name, as long as nobody has written one. */
  suggest: (id: string) => void;
};

/** What a new thing is called by people, and by calls. */
export function NameAndId({ name, id, errors, suggest }: Props) {
  return (
    <FieldPair>
      <Field label="Name" error={errors.name && 'Give it a name.'}>
        {(control) => (
          <Input
            {...control}
            required
            autoComplete="off"
            {...name({ onChange: ({ target }) => suggest(slugOf(target.value)) })}
          />
        )}
      </Field>
      <Field
        label="Id"
        hint="How calls name it. It never changes."
        error={errors.id && `The id ${errors.id.message ?? 'is missing'}.`}
      >
        {(control) => <Input {...control} required autoComplete="off" spellCheck={false} {...id} />}
      </Field>
    </FieldPair>
  );
}
