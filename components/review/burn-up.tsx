'use client';

import { useState } from 'react';
import { useZone } from '@/components/ui/preference-provider';
import {
  formatDay,
  formatExact,
  formatExactCount,
  formatMinute,
  zoneName,
} from '@/components/ui/time-format';
import type { ReviewCampaignSummary, ReviewProgress } from '@/lib/contract/review-campaign';

type Props = {
  campaign: Pick<ReviewCampaignSummary, 'openedAt' | 'endsAt' | 'graceEndsAt' | 'state'>;
  progress: ReviewProgress;
  height?: number;
  /** Only the picture: what it says stands beside it. */
  isSmall?: boolean;
};

/** Will it finish? What is decided and signed off, against an even pace to the deadline. */
export function BurnUp({ campaign, progress, height = 160, isSmall = false }: Props) {
  const zone = useZone();
  const [isTable, setTable] = useState(false);
  const { total, burnUp, now } = progress;
  const from = campaign.openedAt.getTime();
  const end = campaign.endsAt.getTime();
  const to = Math.max(campaign.graceEndsAt.getTime(), end, from + 1);
  const x = (at: Date | number) => Math.min(100, Math.max(0, ((Number(at) - from) / (to - from)) * 100));
  const y = (count: number) => 100 - (total === 0 ? 0 : (count / total) * 100);
  const line = (read: (point: ReviewProgress['burnUp'][number]) => number): string => {
    const steps = burnUp.map((point) => `${x(point.at).toFixed(2)},${y(read(point)).toFixed(2)}`);
    const last = burnUp.at(-1);
    if (last !== undefined && campaign.state !== 'closed')
      steps.push(`${x(now).toFixed(2)},${y(read(last))}`);
    return [`0,${y(0)}`, ...steps].join(' ');
  };
  const last = burnUp.at(-1) ?? { decided: 0, signedOff: 0 };
  const isLong = to - from > 2 * 86_400_000;
  const name = (at: Date) => (isLong ? formatDay(at, zone) : formatMinute(at, zone));
  const says = `${formatExactCount(last.decided)} of ${formatExactCount(total)} decided, ${formatExactCount(last.signedOff)} signed off; the deadline is ${formatExact(campaign.endsAt, zone)}`;

  const picture = (
    <svg
      role="img"
      aria-label={says}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      width="100%"
      height={height}
      className="overflow-visible"
    >
      {[0, 50, 100].map((at) => (
        <line
          key={at}
          x1="0"
          x2="100"
          y1={at}
          y2={at}
          vectorEffect="non-scaling-stroke"
          className="stroke-line"
        />
      ))}
      <rect x={x(end)} y="0" width={Math.max(0, 100 - x(end))} height="100" className="fill-escalate-tint" />
      <line
        x1="0"
        y1="100"
        x2={x(end)}
        y2="0"
        vectorEffect="non-scaling-stroke"
        strokeDasharray="2 4"
        className="stroke-edge"
      />
      <line
        x1={x(end)}
        x2={x(end)}
        y1="0"
        y2="100"
        vectorEffect="non-scaling-stroke"
        strokeWidth="2"
        className="stroke-escalate-line"
      />
      <polyline
        points={line(({ decided }) => decided)}
        vectorEffect="non-scaling-stroke"
        strokeWidth="2"
        strokeDasharray="5 3"
        className="fill-none stroke-accent"
      />
      <polyline
        points={line(({ signedOff }) => signedOff)}
        vectorEffect="non-scaling-stroke"
        strokeWidth="2.5"
        className="fill-none stroke-accent"
      />
      {campaign.state !== 'closed' && (
        <line
          x1={x(now)}
          x2={x(now)}
          y1="0"
          y2="100"
          vectorEffect="non-scaling-stroke"
          className="stroke-muted"
        />
      )}
    </svg>
  );
  if (isSmall) return picture;

  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <Legend look="stroke-accent" width={2.5}>
          Signed off
        </Legend>
        <Legend look="stroke-accent" width={2} dashes="5 3">
          Decided
        </Legend>
        <Legend look="stroke-edge" width={1} dashes="2 4">
          Even pace
        </Legend>
        <Legend look="stroke-escalate-line" width={2}>
          Deadline
        </Legend>
        <button
          type="button"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          className="ml-auto h-6 rounded-sm px-1 text-muted underline decoration-line underline-offset-3 hover:text-ink pointer-coarse:h-11"
        >
          {isTable ? 'Show as chart' : 'Show as table'}
        </button>
      </figcaption>
      {isTable ? (
        <section
          aria-label="Progress over time"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-60 overflow-auto rounded-md border border-line"
        >
          <table className="w-full text-sm">
            <caption className="sr-only">Progress over time</caption>
            <thead className="sticky top-0 bg-sunken text-muted text-xs">
              <tr className="h-8">
                <th scope="col" className="px-3 text-left font-medium">
                  Time
                </th>
                <th scope="col" className="px-3 text-right font-medium">
                  Decided
                </th>
                <th scope="col" className="px-3 text-right font-medium">
                  Signed off
                </th>
              </tr>
            </thead>
            <tbody>
              {burnUp.map((point) => (
                <tr key={point.at.getTime()} className="h-8">
                  <th scope="row" className="px-3 text-left font-normal">
                    {formatDay(point.at, zone)} {formatMinute(point.at, zone)} {zoneName(point.at, zone)}
                  </th>
                  <td className="px-3 text-right">{formatExactCount(point.decided)}</td>
                  <td className="px-3 text-right">{formatExactCount(point.signedOff)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <>
          <div className="flex gap-2">
            <div
              aria-hidden="true"
              className="flex shrink-0 flex-col justify-between text-right text-2xs text-faint leading-none"
            >
              <span>{formatExactCount(total)}</span>
              <span>0</span>
            </div>
            {picture}
          </div>
          <div aria-hidden="true" className="mt-1 flex justify-between pl-6 text-2xs text-faint leading-none">
            <span>{name(campaign.openedAt)}</span>
            <span>
              {name(campaign.graceEndsAt)} {zoneName(campaign.graceEndsAt, zone)}, silence speaks
            </span>
          </div>
        </>
      )}
    </figure>
  );
}

function Legend({
  look,
  width,
  dashes,
  children,
}: {
  look: string;
  width: number;
  dashes?: string;
  children: string;
}) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg width="18" height="8" aria-hidden="true">
        <line x1="0" x2="18" y1="4" y2="4" strokeWidth={width} strokeDasharray={dashes} className={look} />
      </svg>
      {children}
    </span>
  );
}
