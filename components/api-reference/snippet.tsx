'use client';

import { useState } from 'react';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { Field } from '@/components/ui/field';
import { FieldPair } from '@/components/ui/field-pair';
import { CodeBlock } from '@/components/ui/json-view';
import { Panel } from '@/components/ui/panel';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { snippetOf } from './example';

/** What makes an agent ask: filled in with the reader's own server, agent and tool. */
export function Snippet({ origin }: { origin: string }) {
  const [agent, setAgent] = useState<Choice | null>(null);
  const [tool, setTool] = useState<Choice | null>(null);
  return (
    <Panel title="Ask from your agent">
      <div className="flex flex-col gap-4">
        <p className="max-w-prose text-muted">
          An agent or its gateway asks before every call of a tool. Choose yours, and take this with you; a
          key with the role pep comes from the API keys, and a task from{' '}
          <a href="#openTask" className="underline underline-offset-2">
            POST /api/v1/tasks
          </a>
          .
        </p>
        <FieldPair>
          <Field label="Agent">
            {(control) => (
              <SearchSelect
                control={control}
                source={TARGET_SOURCES.agent}
                value={agent}
                onChange={setAgent}
                placeholder="Name or id"
              />
            )}
          </Field>
          <Field label="Tool">
            {(control) => (
              <SearchSelect
                control={control}
                source={TARGET_SOURCES.tool}
                value={tool}
                onChange={setTool}
                placeholder="Id or description"
              />
            )}
          </Field>
        </FieldPair>
        <CodeBlock
          label="JavaScript"
          text={snippetOf(origin, agent?.id ?? 'your-agent', tool?.id ?? 'system/tool')}
        />
      </div>
    </Panel>
  );
}
