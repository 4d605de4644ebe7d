'use client';

import { useState } from 'react';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { Field } from '@/components/ui/field';
import { type Choice, type ChoiceSource, SearchSelect } from '@/components/ui/search-select';

/** Agents, systems and tools in one search: each choice is a focus. */
const SOURCE: ChoiceSource = {
  noun: 'blast-focus',
  find: async (text, signal) => {
    const kinds = ['agent', 'system', 'tool'] as const;
    const found = await Promise.all(kinds.map((kind) => TARGET_SOURCES[kind].find(text, signal)));
    return found.flatMap((choices, at) =>
      choices
        .slice(0, 5)
        .map(({ id, label }) => ({ id: `${kinds[at]}:${id}`, label, detail: `${kinds[at]} ${id}` })),
    );
  },
};

/** Chooses from where, or to what, is looked. */
export function FocusSearch({ onChoose }: { onChoose: (focus: string) => void }) {
  const [choice, setChoice] = useState<Choice | null>(null);
  return (
    <div className="w-full sm:w-96">
      <Field label="From an agent, or who reaches a system or a tool">
        {(control) => (
          <SearchSelect
            control={control}
            source={SOURCE}
            value={choice}
            placeholder="Agent, system or tool"
            onChange={(next) => {
              if (next !== null) onChoose(next.id);
              // The field is for the next search: what is looked at stands in the title.
              setChoice(null);
            }}
          />
        )}
      </Field>
    </div>
  );
}
