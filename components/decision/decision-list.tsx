'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { parseAsString, useQueryState, useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { AGENT_FILTER } from '@/components/stop/target-filters';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { OUTCOME_WORDS } from '@/components/ui/outcome-words';
import type { SelectOption } from '@/components/ui/select';
import { TimeText } from '@/components/ui/time-text';
import { OUTCOMES } from '@/lib/domain/outcome';
import { REASON_CODES } from '@/lib/domain/reason';
import { type DecisionListFilter, toolChoice } from '@/lib/query/decision';
import { taskOne } from '@/lib/query/task';
import { DecisionHistogram } from './decision-histogram';
import { DecisionTailTable } from './decision-tail-table';

const OUTCOME_OPTIONS = OUTCOMES.map((value) => ({ value, label: OUTCOME_WORDS[value] }));
const REASON_OPTIONS = REASON_CODES.map((value) => ({ value, label: value }));

const filtersWith = (tools: readonly SelectOption[]) =>
  [
    { kind: 'text', key: 'q', label: 'Agent, tool or id' },
    { kind: 'select', key: 'outcome', label: 'Outcome', anyLabel: 'Any outcome', options: OUTCOME_OPTIONS },
    AGENT_FILTER,
    { kind: 'select', key: 'tool', label: 'Tool', anyLabel: 'Any tool', options: tools },
    { kind: 'select', key: 'reason', label: 'Reason', anyLabel: 'Any reason', options: REASON_OPTIONS },
  ] as const satisfies readonly Filter[];

/** What a link brought along, or a brush: shown as words that can be taken away. */
const BROUGHT = { task: parseAsString, from: parseAsString, to: parseAsString };

/** What the URL asks for must be among the options, also when nobody lists it any more. */
const withChosen = (options: readonly SelectOption[], chosen: string | null): readonly SelectOption[] =>
  chosen === null || options.some(({ value }) => value === chosen)
    ? options
    : [...options, { value: chosen, label: chosen }];

const isInstant = (text: string | null): text is string => text !== null && !Number.isNaN(Date.parse(text));

/** What is being decided, now and before. */
export function DecisionList() {
  const tools = useQuery(toolChoice()).data;
  const [tool] = useQueryState('tool', parseAsString);
  const filters = useMemo(
    () =>
      filtersWith(
        withChosen(
          (tools ?? []).map(({ id }) => ({ value: id, label: id })),
          tool,
        ),
      ),
    [tools, tool],
  );
  const { values, clear } = useFilters(filters);
  const [{ task, from, to }, setBrought] = useQueryStates(BROUGHT, { history: 'push' });

  const filter = useMemo<DecisionListFilter>(
    () => ({
      ...values,
      ...(task && { task }),
      ...(isInstant(from) && { from }),
      ...(isInstant(to) && { to }),
    }),
    [values, task, from, to],
  );
  const clearAll = () => {
    void clear();
    void setBrought({ task: null, from: null, to: null });
  };

  return (
    <>
      <PageHeader title="Decisions" description="Every call that agents asked for, as it is decided." />
      <div className="flex flex-col gap-3">
        <FilterBar filters={filters} />
        {(task || filter.from || filter.to) && (
          <div className="flex flex-wrap gap-2">
            {task && (
              <Brought label="the task" onDrop={() => setBrought({ task: null })}>
                Task: <TaskName id={task} />
              </Brought>
            )}
            {(filter.from || filter.to) && (
              <Brought label="the time" onDrop={() => setBrought({ from: null, to: null })}>
                {filter.from && (
                  <>
                    From <TimeText at={new Date(filter.from)} show="short" />
                  </>
                )}
                {filter.to && (
                  <>
                    {' until '}
                    <TimeText at={new Date(filter.to)} show="short" />
                  </>
                )}
              </Brought>
            )}
          </div>
        )}
        <DecisionHistogram
          filter={filter}
          onRange={(range) =>
            setBrought({ from: range.from.toISOString(), to: range.to?.toISOString() ?? null })
          }
        />
        {/* Another filter is another list: it begins anew, and not paused. */}
        <DecisionTailTable key={JSON.stringify(filter)} filter={filter} onClear={clearAll} />
      </div>
    </>
  );
}

function Brought({ label, onDrop, children }: { label: string; onDrop: () => void; children: ReactNode }) {
  return (
    <span className="inline-flex min-h-7 max-w-full items-center gap-1 rounded-md bg-accent-tint pl-2.5 text-sm">
      <span className="min-w-0 truncate">{children}</span>
      <button
        type="button"
        aria-label={`Do not narrow by ${label}`}
        onClick={onDrop}
        className="inline-flex size-7 shrink-0 items-center justify-center rounded-md hover:bg-hover pointer-coarse:size-11"
      >
        <X aria-hidden="true" className="size-3.5" />
      </button>
    </span>
  );
}

function TaskName({ id }: { id: string }) {
  return <>{useQuery(taskOne(id)).data?.purpose ?? <code className="font-mono">{id}</code>}</>;
}
