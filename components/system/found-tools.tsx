import { CircleCheck, CircleMinus, CirclePlus, CircleX, Diff } from 'lucide-react';
import type { ReactNode } from 'react';
import { diffTexts } from '@/components/tool/definition-diff';
import { LineDiff } from '@/components/tool/definition-diff-view';
import { Chip, type Tone } from '@/components/ui/chip';
import type { FoundToolView } from '@/lib/contract/discovery';
import type { FoundChange } from '@/lib/domain/found-tool';

const LOOKS: Record<FoundChange, { tone: Tone; icon: ReactNode; text: string }> = {
  changed: { tone: 'escalate', icon: <Diff aria-hidden="true" />, text: 'Changed' },
  new: { tone: 'allow', icon: <CirclePlus aria-hidden="true" />, text: 'New' },
  refused: { tone: 'deny', icon: <CircleX aria-hidden="true" />, text: 'Not taken' },
  gone: { tone: 'unknown', icon: <CircleMinus aria-hidden="true" />, text: 'Gone' },
  same: { tone: 'plain', icon: <CircleCheck aria-hidden="true" />, text: 'As before' },
};
/** What needs a look stands first. */
const ORDER = Object.keys(LOOKS) as FoundChange[];

/** What a server said of its tools, and what that would change. */
export function FoundTools({ tools }: { tools: readonly FoundToolView[] }) {
  if (tools.length === 0) return <p className="text-muted">The server lists no tools.</p>;
  const sorted = [...tools].sort((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change));
  return (
    <ul className="flex flex-col divide-y divide-line" aria-label="What the server lists">
      {sorted.map((tool) => (
        <li key={`${tool.change} ${tool.name}`} className="py-2">
          <FoundTool tool={tool} />
        </li>
      ))}
    </ul>
  );
}

/** Folded where nothing has changed: what a person must compare stands open. */
function FoundTool({ tool: { name, change, why, description, proposed, parts } }: { tool: FoundToolView }) {
  const { tone, icon, text } = LOOKS[change];
  return (
    <details open={change !== 'same'}>
      <summary className="cursor-pointer">
        <span className="inline-flex max-w-full flex-wrap items-center gap-2 align-middle">
          <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
          <Chip tone={tone} icon={icon}>
            {text}
          </Chip>
          {proposed !== null && (
            <span className="text-muted text-sm">
              proposed: {proposed.actionClass}, {proposed.sensitivity} data
              {proposed.returnsUntrusted && ', untrusted output'}
            </span>
          )}
        </span>
      </summary>
      <div className="mt-1 flex flex-col gap-1">
        {why !== null && <p className="text-deny-text text-sm">{why}</p>}
        {change === 'gone' && (
          <p className="text-muted text-sm">
            The server does not list it any more. It stays as it was reviewed.
          </p>
        )}
        {parts.length === 0 && description !== null && (
          <p className="text-muted text-sm [overflow-wrap:anywhere]">{description}</p>
        )}
        {parts.map(({ part, before, after }) => (
          <div key={part} className="text-sm">
            <p className="text-muted">{part}</p>
            <LineDiff label={`${name}: ${part}`} lines={diffTexts(before ?? '', after ?? '')} />
          </div>
        ))}
      </div>
    </details>
  );
}
