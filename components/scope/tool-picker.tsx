'use client';

import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { coverOfTools } from '@/lib/domain/pattern';
import { toolsIn } from '@/lib/query/tool';

type Props = {
  system: string;
  /** Patterns over names of tools; a name is a pattern that covers only itself. */
  value: readonly string[];
  onChange: (patterns: string[]) => void;
  describedBy: string | undefined;
};

/** Tools of a system, chosen from the inventory, or by a pattern. */
export function ToolPicker({ system, value, onChange, describedBy }: Props) {
  const [text, setText] = useState('');
  const [pattern, setPattern] = useState('');
  const listId = useId();
  const found = useQuery(toolsIn(system, useDeferredValue(text.trim())));
  const covers = coverOfTools(value);
  if (system === '') return <p className="text-muted text-sm">Choose a system first.</p>;
  const tools = found.data ?? [];
  const patterns = value.filter((one) => one.includes('*'));
  const take = (name: string, isOn: boolean) =>
    onChange(isOn ? [...value, name] : value.filter((one) => one !== name));
  const add = () => {
    const wanted = pattern.trim();
    if (wanted !== '' && !value.includes(wanted)) onChange([...value, wanted]);
    setPattern('');
  };

  return (
    <fieldset aria-describedby={describedBy} className="flex flex-col gap-2">
      <legend className="sr-only">Tools</legend>
      <Input
        type="search"
        aria-label="Find tools"
        placeholder="Name or description"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Problem error={found.error} title="The tools could not be loaded" onRetry={() => found.refetch()} />
      <ul
        id={listId}
        aria-label="Tools of the system"
        className="max-h-60 overflow-y-auto rounded-md border border-line"
      >
        {tools.map(({ id, name, actionClass, sensitivity, state }) => {
          const isNamed = value.includes(name);
          const isCovered = covers(name);
          return (
            <li key={id} className="border-line border-b last:border-b-0">
              <label className="flex min-h-9 flex-wrap items-center gap-x-2 px-2.5 py-1 pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  checked={isNamed || isCovered}
                  // What a pattern covers is taken out by taking out the pattern.
                  aria-disabled={(isCovered && !isNamed) || undefined}
                  onChange={({ target }) => {
                    if (isNamed || !isCovered) take(name, target.checked);
                  }}
                  className="size-4 accent-accent"
                />
                <code className="font-mono text-sm [overflow-wrap:anywhere]">{name}</code>
                <span className="text-muted text-sm">
                  {actionClass}, {sensitivity}
                  {state !== 'reviewed' && `, ${state}`}
                </span>
              </label>
            </li>
          );
        })}
        {found.data !== undefined && tools.length === 0 && (
          <li className="px-2.5 py-2 text-muted text-sm">
            {text.trim() === '' ? 'It has no registered tools.' : 'No tool fits.'}
          </li>
        )}
      </ul>
      <div className="flex flex-wrap items-center gap-2">
        <Input
          aria-label="Pattern of tools"
          placeholder="contacts.* or *"
          value={pattern}
          onChange={({ target }) => setPattern(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
          className="max-w-48 font-mono"
        />
        <Button onClick={add}>Add pattern</Button>
        {patterns.map((one) => (
          <Button
            key={one}
            variant="ghost"
            aria-label={`Remove the pattern ${one}`}
            onClick={() => take(one, false)}
          >
            <code className="font-mono">{one}</code> ×
          </Button>
        ))}
      </div>
    </fieldset>
  );
}
