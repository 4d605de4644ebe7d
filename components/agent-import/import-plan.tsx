'use client';

import { CircleSlash, Equal, Pencil, Plus, TriangleAlert } from 'lucide-react';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Button } from '@/components/ui/button';
import { Chip, type Tone } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import type { ImportPlanView, PlannedRowView } from '@/lib/contract/agent-import';
import { IMPORT_VERDICTS, type ImportVerdict } from '@/lib/domain/agent-import';
import { CardList } from './card-list';

const WORDS: Record<ImportVerdict, { label: string; tone: Tone; icon: typeof Plus }> = {
  create: { label: 'New', tone: 'allow', icon: Plus },
  change: { label: 'Changed', tone: 'escalate', icon: Pencil },
  same: { label: 'The same', tone: 'plain', icon: Equal },
  refused: { label: 'Refused', tone: 'deny', icon: CircleSlash },
};

const COLUMNS: readonly Column<PlannedRowView>[] = [
  { id: 'line', header: 'Line', width: 'w-16', align: 'end', card: 'mark', cell: ({ line }) => line },
  {
    id: 'agent',
    header: 'Agent',
    width: 'w-52',
    card: 'title',
    cell: ({ id }) =>
      id === '' ? <span className="text-faint">no id</span> : <code className="font-mono">{id}</code>,
  },
  {
    id: 'verdict',
    header: 'What happens',
    width: 'w-32',
    cell: ({ verdict }) => {
      const { label, tone, icon: Icon } = WORDS[verdict];
      return (
        <Chip tone={tone} icon={<Icon aria-hidden="true" />}>
          {label}
        </Chip>
      );
    },
  },
  { id: 'what', header: 'From what to what', cell: (row) => <Differences row={row} /> },
];

type Props = {
  plan: ImportPlanView;
  /** True when something was changed since an earlier preview, and this is what it would be now. */
  isOutdated: boolean;
  refusal: string | null;
  isBusy: boolean;
  error: unknown;
  onCommit: () => void;
};

/** What an import would do, row by row, and the button that does exactly that. */
export function ImportPlan({ plan, isOutdated, refusal, isBusy, error, onCommit }: Props) {
  const [only, setOnly] = useQueryState('show', parseAsStringLiteral(IMPORT_VERDICTS));
  const { counts } = plan;
  const rows = only === null ? plan.rows : plan.rows.filter(({ verdict }) => verdict === only);
  const deeds = counts.create + counts.change;

  return (
    <Panel
      title="What would be done"
      flush
      actions={
        <Button
          variant="primary"
          busy={isBusy}
          disabledReason={refusal ?? (deeds === 0 ? 'Nothing in it would be done' : null)}
          onClick={onCommit}
        >
          Import {deeds} {deeds === 1 ? 'agent' : 'agents'}
        </Button>
      }
    >
      <div className="flex flex-col gap-3 border-line border-b p-4">
        {isOutdated && (
          <div role="alert" className="flex items-start gap-2">
            <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-escalate-text" />
            <p>
              <span className="font-medium">
                Something was changed since you looked, and nothing was done.
              </span>{' '}
              This is what the import would do now.
            </p>
          </div>
        )}
        <Problem error={error} title="Nothing was imported" />
        {plan.cards.length > 0 && <CardList cards={plan.cards} />}
        <div role="status" className="flex flex-wrap items-center gap-x-6 gap-y-1">
          {IMPORT_VERDICTS.map((verdict) => (
            <span key={verdict}>
              <span className="font-semibold">{counts[verdict]}</span>{' '}
              <span className="text-muted">{WORDS[verdict].label.toLowerCase()}</span>
            </span>
          ))}
        </div>
        <div className="flex flex-wrap">
          <Segmented
            label="Rows"
            options={[
              { value: 'all', label: 'All' },
              ...IMPORT_VERDICTS.map((verdict) => ({ value: verdict, label: WORDS[verdict].label })),
            ]}
            value={only ?? 'all'}
            onChange={(next) => void setOnly(next === 'all' ? null : next)}
          />
        </div>
      </div>
      <DataTable
        caption="What would be done, in the order of the file"
        columns={COLUMNS}
        rows={rows}
        rowKey={({ line }) => String(line)}
        total={rows.length}
        empty={<EmptyState title="None of the rows is of this kind" />}
      />
    </Panel>
  );
}

/** The fields from what to what, or why the row is refused. */
function Differences({ row: { verdict, fields, problems } }: { row: PlannedRowView }) {
  if (verdict === 'same') return <span className="text-faint">nothing</span>;
  if (verdict === 'refused') {
    return (
      <ul className="whitespace-normal">
        {problems.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            {field !== null && <code className="font-mono">{field}</code>} {message}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <ul className="whitespace-normal">
      {fields
        .filter(({ field }) => field !== 'id')
        .map(({ field, from, to }) => (
          <li key={field} className="[overflow-wrap:anywhere]">
            <span className="text-muted">{field}: </span>
            {verdict === 'change' && (
              <>
                <del className="text-muted">{from ?? 'nobody'}</del>
                <span className="sr-only"> becomes </span>
                <span aria-hidden="true"> → </span>
              </>
            )}
            <span className={verdict === 'change' ? 'font-medium' : undefined}>{to}</span>
          </li>
        ))}
    </ul>
  );
}
