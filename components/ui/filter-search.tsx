import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { type ChoiceSource, SearchSelect } from './search-select';

type Props = {
  label: string;
  anyLabel: string;
  source: ChoiceSource;
  /** The id in the URL; empty for any. */
  value: string;
  onChange: (value: string) => void;
  className?: string;
};

/** A filter by one thing out of many, which is found by typing. */
export function FilterSearch({ label, anyLabel, source, value, onChange, className }: Props) {
  const id = useId();
  // A link brings the id alone; its name is what the search for it finds.
  const { data } = useQuery({
    queryKey: [source.noun, 'choice', value],
    queryFn: ({ signal }) => source.find(value, signal),
    enabled: value !== '',
  });
  const name = data?.find((choice) => choice.id === value)?.label ?? value;
  return (
    <div className={className}>
      <SearchSelect
        control={{ id, 'aria-label': label, 'aria-invalid': undefined, 'aria-describedby': undefined }}
        source={source}
        value={value === '' ? null : { id: value, label: name }}
        onChange={(choice) => onChange(choice?.id ?? '')}
        placeholder={anyLabel}
        isFloating
      />
    </div>
  );
}
