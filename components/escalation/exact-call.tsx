import { EyeOff } from 'lucide-react';
import { JsonView } from '@/components/ui/json-view';
import { Panel } from '@/components/ui/panel';
import type { EscalationView } from '@/lib/contract/escalation';

/** The call, complete: an approval fits exactly this, and nothing else. */
export function ExactCall({ escalation }: { escalation: EscalationView }) {
  const { arguments: args, hidden, incidental, resource } = escalation;
  return (
    <Panel title="The exact call">
      <div className="flex flex-col gap-3">
        {hidden.length > 0 && (
          <div
            role="alert"
            className="flex items-start gap-2 rounded-lg border border-line border-l-4 border-l-stop px-3 py-2"
          >
            <EyeOff aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-stop-text" />
            <p className="min-w-0 [overflow-wrap:anywhere]">
              <span className="font-medium">It cannot be shown whole: </span>
              <code className="font-mono text-sm">{hidden.join(', ')}</code>. Nobody approves what they cannot
              see; it can be denied.
            </p>
          </div>
        )}
        {resource !== null && (
          <p className="[overflow-wrap:anywhere]">
            On <code className="font-mono">{resource}</code>
          </p>
        )}
        <JsonView label="Arguments" value={args} />
        {incidental.length > 0 && (
          <p className="text-muted text-sm [overflow-wrap:anywhere]">
            <code className="font-mono">{incidental.join(', ')}</code>{' '}
            {incidental.length === 1 ? 'says' : 'say'} nothing of what the call does: an approval fits
            whatever stands there.
          </p>
        )}
      </div>
    </Panel>
  );
}
