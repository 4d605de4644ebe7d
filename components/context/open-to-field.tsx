'use client';

import { X } from 'lucide-react';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { Field } from '@/components/ui/field';
import { SearchSelect } from '@/components/ui/search-select';

type Props = {
  agents: readonly string[];
  onChange: (agents: readonly string[]) => void;
  error?: string | undefined;
};

/** The agents whose tasks may use a context. None named: every agent's. */
export function OpenToField({ agents, onChange, error }: Props) {
  return (
    <div className="flex flex-col gap-2">
      {agents.length > 0 && (
        <ul aria-label="Open to these agents" className="flex flex-wrap gap-1.5">
          {agents.map((agent) => (
            <li key={agent}>
              <button
                type="button"
                aria-label={`Take ${agent} away`}
                onClick={() => onChange(agents.filter((one) => one !== agent))}
                className="inline-flex h-6 items-center gap-1.5 rounded-sm border border-line bg-sunken px-2 font-mono text-xs hover:bg-hover pointer-coarse:h-11"
              >
                {agent}
                <X aria-hidden="true" className="size-3" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Field
        label="Open to"
        optional
        hint={agents.length === 0 ? 'Every agent. Name some, and it is theirs alone.' : 'These agents alone.'}
        error={error}
      >
        {(control) => (
          <SearchSelect
            // Begins anew after each agent that was taken.
            key={agents.length}
            control={control}
            source={TARGET_SOURCES.agent}
            value={null}
            placeholder="Find an agent"
            onChange={(choice) => {
              if (choice !== null && !agents.includes(choice.id)) onChange([...agents, choice.id]);
            }}
          />
        )}
      </Field>
    </div>
  );
}
