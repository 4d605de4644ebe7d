'use client';

import { CodeBlock } from '@/components/ui/json-view';
import { Panel } from '@/components/ui/panel';
import { KEY_COMMAND } from './enforcement-points';

/** Nothing was ever decided here: how to ask for the first decision, from this very address. */
export function FirstDecision() {
  const body = {
    subject: { type: 'agent', id: 'my-agent' },
    action: { name: 'tools/call' },
    resource: { type: 'tool', id: 'my-system/my-tool' },
    context: { task: 'my-task', arguments: {} },
  };
  const curl = [
    `curl ${window.location.origin}/access/v1/evaluation \\`,
    `  -H "Authorization: Bearer $CORDON_KEY" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join('\n');

  return (
    <Panel title="No decision was made yet">
      <div className="flex max-w-180 flex-col gap-4">
        <p className="text-muted">
          Make a key for whoever stands between your agent and its tools, then ask for a decision. It appears
          here within seconds, also when it is a denial: an agent that is not registered is denied.
        </p>
        <CodeBlock label="1. Make a key" text={`export CORDON_KEY=$(${KEY_COMMAND})`} />
        <CodeBlock label="2. Ask" text={curl} />
        <p className="text-muted">
          Or let a small agent do it: <code className="font-mono text-sm">npm run demo</code> is allowed,
          needs a person, and is denied.
        </p>
      </div>
    </Panel>
  );
}
