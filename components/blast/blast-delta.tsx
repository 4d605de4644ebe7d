'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useDeferredValue } from 'react';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { TierChip } from '@/components/ui/tier-chip';
import { type BlastPreviewView, PreviewBlastRadiusInput } from '@/lib/contract/blast-radius';
import { blastPreview } from '@/lib/query/blast-radius';
import { NumberParts } from './blast-number';
import { countOf } from './blast-words';

type Props = {
  /** What stands in the form; nothing is asked before it makes sense. */
  wish: { agent: string; scope: unknown; replaces?: string | undefined };
};

/** What saving would change in what the agent could reach. */
export function BlastDelta({ wish }: Props) {
  const parsed = PreviewBlastRadiusInput.safeParse(useDeferredValue(wish));
  const { data, error, isPlaceholderData } = useQuery(blastPreview(parsed.success ? parsed.data : null));
  return (
    <Panel title="What it changes in the blast radius">
      <div aria-live="polite" aria-busy={isPlaceholderData || undefined}>
        {!parsed.success && (
          <p className="text-muted">
            Choose an agent, a system, tools and action classes to see what would be in reach.
          </p>
        )}
        {parsed.success && error !== null && <Problem error={error} title="It could not be computed" />}
        {parsed.success && error === null && data === undefined && <p className="text-muted">Computing…</p>}
        {parsed.success && error === null && data !== undefined && <Delta delta={data} />}
      </div>
    </Panel>
  );
}

function Delta({ delta }: { delta: BlastPreviewView }) {
  const { before, after, added, removed, more, covered, follows } = delta;
  const change = after.number - before.number;
  const isMoved = before.tier !== after.tier;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-2 text-lg">
        <span className="sr-only">The number goes from</span>
        {before.number.toLocaleString('en')}
        <ArrowRight aria-label="to" className="size-4 text-muted" />
        <strong className="font-semibold">{after.number.toLocaleString('en')}</strong>
        <span className="text-muted text-sm">
          {change === 0
            ? 'nothing new is in reach'
            : change > 0
              ? `+${change.toLocaleString('en')}`
              : `−${(-change).toLocaleString('en')}`}
        </span>
      </p>
      {covered === 0 && <p className="text-escalate-text">No registered tool is covered by it.</p>}
      <Named title="New in reach" lists={added} more={more} />
      <Named title="No longer in reach" lists={removed} more={0} />
      {isMoved ? (
        <div>
          <p className="flex flex-wrap items-center gap-2">
            Its tier {change > 0 ? 'rises' : 'falls'} from <TierChip tier={before.tier} /> to{' '}
            <TierChip tier={after.tier} />
          </p>
          <ul className="mt-1 list-disc pl-5 text-muted text-sm">
            {follows.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      ) : (
        <p className="flex flex-wrap items-center gap-2 text-muted">
          Its tier stays <TierChip tier={after.tier} />
          {before.tierFloor !== after.tierFloor && `and may not be set below ${after.tierFloor} any more`}
        </p>
      )}
      {delta.parts.length > 0 && (
        <details>
          <summary className="text-accent underline">How the difference is computed</summary>
          <div className="-mx-4 mt-2">
            <NumberParts parts={delta.parts} caption="Parts of the difference" />
          </div>
        </details>
      )}
    </div>
  );
}

type Lists = BlastPreviewView['added'];

function Named({ title, lists, more }: { title: string; lists: Lists; more: number }) {
  const groups = [
    ['tool', lists.tools],
    ['system', lists.systems],
    ['data', lists.data],
  ] as const;
  if (groups.every(([, list]) => list.length === 0)) return null;
  return (
    <div>
      <h3 className="font-medium text-muted text-sm">{title}</h3>
      <ul>
        {groups.map(
          ([kind, list]) =>
            list.length > 0 && (
              <li key={kind} className="[overflow-wrap:anywhere]">
                {countOf(list.length + (kind === 'tool' ? more : 0), kind)}:{' '}
                <span className="text-sm">
                  {list.slice(0, 12).map(({ id, detail }, at) => (
                    <span key={id} title={detail}>
                      {at > 0 && ', '}
                      <code className="font-mono">{id}</code>
                    </span>
                  ))}
                  {list.length > 12 && ' …'}
                </span>
              </li>
            ),
        )}
      </ul>
    </div>
  );
}
