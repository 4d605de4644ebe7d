'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { useHydrated } from '@/components/ui/hydrated';
import { Input } from '@/components/ui/input';
import { useZone } from '@/components/ui/preference-provider';
import { Select } from '@/components/ui/select';
import { ZoneName } from '@/components/ui/time-text';
import { momentOf } from '@/lib/query/audit-event';
import { fromWallTime, wallTime } from './wall-time';

const SPANS = [
  { value: '-1h', label: 'Last hour' },
  { value: '-24h', label: 'Last 24 hours' },
  { value: '-7d', label: 'Last 7 days' },
  { value: '-30d', label: 'Last 30 days' },
  { value: 'between', label: 'Between…' },
];

/** `from` and `to` of the URL: a span back from now, or two moments. */
export const useTimeFilter = () =>
  useQueryStates({ from: parseAsString, to: parseAsString }, { history: 'push' });

/** When: a span, or two moments in the zone that all times are shown in. */
export function TimeFilter() {
  const [{ from, to }, set] = useTimeFilter();
  const zone = useZone();
  const isHydrated = useHydrated();
  const [wantsBetween, setWantsBetween] = useState(false);
  const isSpan = SPANS.some(({ value }) => value === from) && to === null;
  const isBetween = !isSpan && (from !== null || to !== null || wantsBetween);
  const shown = (text: string | null) => {
    const at = momentOf(text ?? undefined, new Date());
    return at === undefined ? '' : wallTime(at, zone);
  };
  const pick = (key: 'from' | 'to') => (text: string) =>
    set({ [key]: fromWallTime(text, zone)?.toISOString() ?? null });

  return (
    <fieldset disabled={!isHydrated} className="flex min-w-0 flex-wrap items-center gap-2">
      <legend className="sr-only">When</legend>
      <Select
        aria-label="Time"
        emptyLabel="Any time"
        options={SPANS}
        value={isBetween ? 'between' : (from ?? '')}
        onChange={({ target }) => {
          setWantsBetween(target.value === 'between');
          if (target.value !== 'between') set({ from: target.value || null, to: null });
        }}
      />
      {isBetween && (
        <>
          <Input
            type="datetime-local"
            aria-label="From"
            value={shown(from)}
            onChange={({ target }) => pick('from')(target.value)}
            className="sm:w-50"
          />
          <Input
            type="datetime-local"
            aria-label="Until"
            value={shown(to)}
            onChange={({ target }) => pick('to')(target.value)}
            className="sm:w-50"
          />
          <span className="text-muted text-sm">
            <ZoneName />
          </span>
        </>
      )}
    </fieldset>
  );
}
