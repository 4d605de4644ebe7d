'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryStates } from 'nuqs';
import { type ReactNode, useSyncExternalStore } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { useHydrated } from '@/components/ui/hydrated';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { useShortcut } from '@/components/ui/shortcut';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import type { BlastRadiusView } from '@/lib/contract/blast-radius';
import { MAX_DRAWN } from '@/lib/domain/blast-graph';
import { BLAST_KINDS } from '@/lib/domain/blast-path';
import { type GraphQuery, paths } from '@/lib/paths';
import { blastRadius } from '@/lib/query/blast-radius';
import { ApiError } from '@/lib/query/client';
import { BlastLegend } from './blast-legend';
import { NumberParts, NumberRule } from './blast-number';
import { BlastStats, BlastWays } from './blast-ways';
import { KIND_NAMES } from './blast-words';
import { FocusSearch } from './focus-search';

/** The picture is large, and a phone does not need it: it comes only where it is shown. */
const BlastCanvas = dynamic(() => import('./blast-canvas').then((module) => module.BlastCanvas), {
  ssr: false,
  loading: () => (
    <div className="h-[70vh] min-h-96 p-4">
      <SkeletonText lines={6} />
    </div>
  ),
});

const PHONE = '(max-width: 639px)';
const onPhone = (listener: () => void) => {
  const media = window.matchMedia(PHONE);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
};
const useIsPhone = (): boolean =>
  useSyncExternalStore(
    onPhone,
    () => window.matchMedia(PHONE).matches,
    () => false,
  );

const HOPS = [1, 2, 3, 4, 5, 6, 8, 10].map((hops) => ({
  value: String(hops),
  label: `${hops} ${hops === 1 ? 'step' : 'steps'} at most`,
}));
const KINDS = [
  { value: 'agent,system,data', label: 'Without tools' },
  { value: 'agent,system', label: 'Agents and systems' },
  { value: 'agent,tool', label: 'Agents and tools' },
  ...BLAST_KINDS.map((kind) => ({
    value: kind,
    label: `Only ${KIND_NAMES[kind].many}`,
  })),
];

const PARSERS = {
  focus: parseAsString,
  hops: parseAsString,
  kinds: parseAsString,
  within: parseAsString,
  view: parseAsString,
};

/** How far something reaches, or who reaches it. */
export function BlastPage() {
  const [raw, setRaw] = useQueryStates(PARSERS, { history: 'push' });
  const router = useRouter();
  const isHydrated = useHydrated();
  const search = <FocusSearch onChoose={(focus) => router.push(paths.graph({ focus }))} />;
  if (raw.focus === null) {
    return (
      <>
        <PageHeader title="Blast radius" description="How far can this reach, and who can reach that?" />
        <div className="flex flex-col gap-4">
          {search}
          <EmptyState title="Choose where to look from">
            From an agent: every tool, system and kind of data that it could reach, and what it has used. From
            a system or a tool: every agent that could reach it, through automations as well.
          </EmptyState>
        </div>
      </>
    );
  }
  const query = Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  ) as GraphQuery;
  return (
    <FocusedPage
      key={raw.focus}
      focus={raw.focus}
      query={query}
      isHydrated={isHydrated}
      narrow={(change) => setRaw(change)}
      search={search}
    />
  );
}

type FocusedProps = {
  focus: string;
  query: GraphQuery;
  isHydrated: boolean;
  narrow: (change: Partial<Record<keyof GraphQuery, string | null>>) => void;
  search: ReactNode;
};

function FocusedPage({ focus, query, isHydrated, narrow, search }: FocusedProps) {
  const { hops, kinds, within } = query;
  const list = useInfiniteQuery(blastRadius({ focus, hops, kinds, within }));
  const view = list.data?.pages[0];
  const isPhone = useIsPhone();
  const isLarge =
    view !== undefined && Object.values(view.counts).reduce((sum, count) => sum + count, 0) > MAX_DRAWN;
  const shown = query.view ?? (isPhone || isLarge ? 'list' : 'graph');
  useShortcut({ keys: 'l', label: 'Picture or list', group: 'This page' }, () =>
    narrow({ view: shown === 'list' ? 'graph' : 'list' }),
  );
  const id = focus.slice(focus.indexOf(':') + 1);

  if (view === undefined) {
    const isMissing = list.error instanceof ApiError && [400, 404].includes(list.error.status);
    return (
      <>
        <PageHeader title="Blast radius" description={id} />
        <div className="flex flex-col gap-4">
          {search}
          {isMissing ? (
            <EmptyState title="There is no such agent, system or tool">
              Nothing is registered as <code className="break-all font-mono text-sm">{focus}</code>.
            </EmptyState>
          ) : list.isError ? (
            <Problem
              error={list.error}
              title="The blast radius could not be computed"
              onRetry={() => list.refetch()}
            />
          ) : (
            <Panel title="Loading">
              <SkeletonText lines={8} />
            </Panel>
          )}
        </div>
      </>
    );
  }

  const isBackwards = view.direction === 'backwards';
  const page = { agent: paths.agent(id), system: paths.system(id), tool: null, data: null }[view.focus.kind];
  return (
    <>
      <PageHeader
        title={isBackwards ? `Who can reach ${view.focus.name}?` : `What ${view.focus.name} could reach`}
        mark={list.isError && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description={
          isBackwards
            ? 'By their entitlements, and through what their calls set in motion. A child task can do only what its delegator could, so delegation brings in nobody else.'
            : 'By its entitlements at most, and what their use sets in motion. It permits nothing by itself: each call needs a live grant.'
        }
        actions={page !== null && <LinkButton href={page}>Open {view.focus.kind}</LinkButton>}
      />
      <div className="flex flex-col gap-4">
        <BlastStats view={view} />
        <div className="flex flex-wrap items-end gap-2">
          {search}
          <fieldset disabled={!isHydrated} className="flex flex-wrap items-center gap-2">
            <Select
              aria-label="Steps"
              emptyLabel="Any number of steps"
              options={HOPS}
              value={hops ?? ''}
              onChange={({ target }) => narrow({ hops: target.value || null })}
            />
            <Select
              aria-label="Kinds"
              emptyLabel="All kinds"
              options={KINDS}
              value={kinds ?? ''}
              onChange={({ target }) => narrow({ kinds: target.value || null })}
            />
            <Select
              aria-label="System"
              emptyLabel="All systems"
              options={systemsOf(view, within)}
              value={within ?? ''}
              onChange={({ target }) => narrow({ within: target.value || null })}
            />
            <Segmented
              label="View"
              options={[
                { value: 'graph', label: 'Picture' },
                { value: 'list', label: 'List' },
              ]}
              value={shown}
              onChange={(next) => narrow({ view: next })}
            />
          </fieldset>
        </div>
        {view.emptyBecause !== null && (
          <EmptyState title="Nothing is reachable">{view.emptyBecause}</EmptyState>
        )}
        {view.emptyBecause === null && shown === 'graph' && (
          <Panel title="Picture" flush mark={<BlastLegend />}>
            <BlastCanvas view={view} query={query} />
          </Panel>
        )}
        {view.emptyBecause === null && shown === 'list' && (
          <BlastWays list={list} isBackwards={isBackwards} />
        )}
        <Panel title="The number, and how it is computed" flush>
          <div className="border-line border-b px-4 py-3">
            <NumberRule isBackwards={isBackwards} />
          </div>
          <NumberParts parts={view.number.parts} caption="Parts of the number, the heaviest first" />
        </Panel>
      </div>
    </>
  );
}

/** Systems to narrow to: those that are shown, and the one that is chosen. */
function systemsOf(view: BlastRadiusView, chosen: string | undefined) {
  const systems = new Map(
    view.nodes.filter(({ kind }) => kind === 'system').map(({ id, name }) => [id, name]),
  );
  if (chosen !== undefined && !systems.has(chosen)) systems.set(chosen, chosen);
  return [...systems].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([value, label]) => ({ value, label }));
}
