import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import type { BlastNumberView } from '@/lib/contract/blast-radius';
import { BLAST_WEIGHTS, weightOf } from '@/lib/domain/blast-weight';
import { BY_WORDS } from './blast-words';

type Part = BlastNumberView['parts'][number];

const factors = (part: Part): string =>
  [
    BLAST_WEIGHTS.actionClass[part.actionClass],
    BLAST_WEIGHTS.sensitivity[part.sensitivity],
    BLAST_WEIGHTS.zone[part.zone],
    ...(part.isIrreversible ? [BLAST_WEIGHTS.irreversible] : []),
  ].join(' × ');

const COLUMNS: readonly Column<Part>[] = [
  {
    id: 'what',
    header: 'What',
    card: 'title',
    cell: (part) => (
      <span>
        {part.actionClass} {part.sensitivity} data
        <span className="text-muted">
          , {part.zone}
          {part.isIrreversible && ', cannot be undone'}
        </span>
      </span>
    ),
  },
  { id: 'by', header: 'How', width: 'w-32', from: 'md', cell: ({ by }) => BY_WORDS[by] },
  {
    id: 'count',
    header: 'Count',
    width: 'w-20',
    align: 'end',
    cell: ({ count }) => <CountText count={count} />,
  },
  {
    id: 'each',
    header: 'Each',
    width: 'w-40',
    align: 'end',
    cell: (part) => (
      <span>
        <span className="text-muted">{factors(part)} = </span>
        {weightOf(part)}
      </span>
    ),
  },
  {
    id: 'sum',
    header: 'Adds',
    width: 'w-20',
    align: 'end',
    card: 'mark',
    cell: ({ sum }) => (
      <strong className="font-semibold">{sum > 0 ? sum.toLocaleString('en') : `−${-sum}`}</strong>
    ),
  },
];

const row = (weights: Readonly<Record<string, number>>): string =>
  Object.entries(weights)
    .map(([name, weight]) => `${name} ${weight}`)
    .join(' · ');

/** The number's parts, line by line. */
export function NumberParts({ parts, caption }: { parts: readonly Part[]; caption: string }) {
  return (
    <DataTable
      caption={caption}
      columns={COLUMNS}
      rows={parts}
      rowKey={(part) =>
        `${part.by} ${part.actionClass} ${part.sensitivity} ${part.zone} ${part.isIrreversible}`
      }
      empty={<p className="px-4 py-3 text-muted">Nothing is reached, so there is nothing to add up.</p>}
    />
  );
}

/** How the number is computed, in words and with its weights. */
export function NumberRule({ isBackwards }: { isBackwards: boolean }) {
  return (
    <div className="text-muted text-sm">
      <p>
        {isBackwards
          ? 'Over every agent that can reach it, the sum of what each reaches of it. '
          : 'The sum over every tool in reach, once each, and over what secrets can do beyond their tools. '}
        Each weighs class × data × zone, and twice that when a change cannot be undone. One more entitlement
        never lowers it. It orders agents and changes; it predicts no loss.
      </p>
      <ul className="mt-1">
        <li>Class: {row(BLAST_WEIGHTS.actionClass)}</li>
        <li>Data: {row(BLAST_WEIGHTS.sensitivity)}</li>
        <li>Zone: {row(BLAST_WEIGHTS.zone)}</li>
      </ul>
    </div>
  );
}
