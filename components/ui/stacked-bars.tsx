'use client';

import { type PointerEvent, useId, useState } from 'react';
import { CountText } from './count-text';
import type { ShownOutcome } from './outcome-icon';
import { OUTCOME_STROKES, OutcomePatterns, PATTERNED_OUTCOMES, patternUrl } from './outcome-patterns';
import { OUTCOME_WORDS } from './outcome-words';
import { useZone } from './preference-provider';
import { formatCount, formatDay, formatExactCount, formatMinute, zoneName } from './time-format';

export type Bucket = { startAt: Date; endAt: Date; counts: Partial<Record<ShownOutcome, number>> };
export type TimeRange = { from: Date; to: Date };

type Props = {
  /** What is counted: "Decisions". */
  label: string;
  /** Oldest first, without gaps. */
  buckets: readonly Bucket[];
  /** Called with the time that was clicked or brushed. Without it the picture is only looked at. */
  onRange?: (range: TimeRange) => void;
  height?: number;
};

const DAY_MS = 86_400_000;
// One denied call among thousands must still be seen.
const LEAST_PX = 2;

const totalOf = (counts: Bucket['counts']): number =>
  PATTERNED_OUTCOMES.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);

const ROUND_STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** The next round number at or above `count`: 10, 15, 20, 30, 40, 50, 60, 80, 100, 150… */
function roundUp(count: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, count)));
  const fits = (round: number) => Number.isInteger(round) && round >= count;
  return ROUND_STEPS.map((step) => step * power).find(fits) ?? count;
}

/** Outcomes over time. Every number in it can also be read in a table. */
export function StackedBars({ label, buckets, onRange, height = 140 }: Props) {
  const prefix = useId();
  const zone = useZone();
  const [isTable, setTable] = useState(false);
  const [brush, setBrush] = useState<{ from: number; to: number } | null>(null);

  const present = PATTERNED_OUTCOMES.filter((outcome) =>
    buckets.some(({ counts }) => (counts[outcome] ?? 0) > 0),
  );
  const top = roundUp(Math.max(1, ...buckets.map(({ counts }) => totalOf(counts))));
  const first = buckets[0];
  const last = buckets.at(-1);
  if (first === undefined || last === undefined) return null;

  const isLong = last.endAt.getTime() - first.startAt.getTime() > 2 * DAY_MS;
  const name = (at: Date) =>
    isLong ? `${formatDay(at, zone)} ${formatMinute(at, zone)}` : formatMinute(at, zone);
  const span = ({ startAt, endAt }: Bucket) =>
    `${name(startAt)} to ${name(endAt)} ${zoneName(startAt, zone)}`;
  const says = ({ counts }: Bucket) =>
    present
      .filter((outcome) => (counts[outcome] ?? 0) > 0)
      .map((outcome) => `${OUTCOME_WORDS[outcome]} ${formatExactCount(counts[outcome] ?? 0)}`)
      .join(', ') || 'none';

  const under = (event: PointerEvent<SVGSVGElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) / box.width) * buckets.length);
    return Math.min(buckets.length - 1, Math.max(0, at));
  };
  const finish = () => {
    if (brush === null || onRange === undefined) return;
    const from = buckets[Math.min(brush.from, brush.to)];
    const to = buckets[Math.max(brush.from, brush.to)];
    setBrush(null);
    if (from !== undefined && to !== undefined) onRange({ from: from.startAt, to: to.endAt });
  };

  const step = 100 / buckets.length;
  const gap = Math.min(step * 0.2, 0.6);
  const x = (at: number) => `${(at * step).toFixed(3)}%`;
  const middle = buckets[Math.floor(buckets.length / 2)] ?? first;

  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        {present.map((outcome) => (
          <span key={outcome} className="inline-flex items-center gap-1.5">
            <svg width="12" height="12" aria-hidden="true">
              <OutcomePatterns prefix={`${prefix}-key-${outcome}`} />
              <rect
                x="0.5"
                y="0.5"
                width="11"
                height="11"
                rx="2"
                fill={patternUrl(`${prefix}-key-${outcome}`, outcome)}
                className={OUTCOME_STROKES[outcome]}
                strokeDasharray={outcome === 'error' ? '2 2' : undefined}
              />
            </svg>
            {OUTCOME_WORDS[outcome]}
            <CountText
              count={buckets.reduce((sum, { counts }) => sum + (counts[outcome] ?? 0), 0)}
              className="text-muted"
            />
          </span>
        ))}
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
        <BucketTable label={label} buckets={buckets} outcomes={present} span={span} onRange={onRange} />
      ) : (
        <>
          <div className="flex gap-2">
            <div
              aria-hidden="true"
              className="flex shrink-0 flex-col justify-between text-right text-2xs text-faint leading-none"
            >
              <span>{formatCount(top)}</span>
              <span>{Number.isInteger(top / 2) && formatCount(top / 2)}</span>
              <span>0</span>
            </div>
            <svg
              role="img"
              aria-label={`${label} by outcome, ${span({ ...first, endAt: last.endAt })}`}
              width="100%"
              height={height}
              className={onRange && 'cursor-crosshair touch-pan-y'}
              onPointerDown={onRange && ((event) => setBrush({ from: under(event), to: under(event) }))}
              onPointerMove={brush ? (event) => setBrush({ ...brush, to: under(event) }) : undefined}
              onPointerUp={brush ? finish : undefined}
              onPointerLeave={brush ? () => setBrush(null) : undefined}
            >
              <OutcomePatterns prefix={prefix} />
              {[0.5, height / 2, height - 0.5].map((y) => (
                <line key={y} x1="0" x2="100%" y1={y} y2={y} className="stroke-line" />
              ))}
              {buckets.map((bucket, at) => (
                <g key={bucket.startAt.getTime()}>
                  <Bar
                    counts={bucket.counts}
                    x={x(at + gap / step / 2)}
                    width={`${(step - gap).toFixed(3)}%`}
                    top={top}
                    height={height}
                    prefix={prefix}
                  />
                  <rect
                    x={x(at)}
                    y="0"
                    width={`${step.toFixed(3)}%`}
                    height={height}
                    data-tip={`${span(bucket)}: ${says(bucket)}`}
                    className="fill-transparent hover:fill-ink/6"
                  />
                </g>
              ))}
              {brush !== null && (
                <rect
                  x={x(Math.min(brush.from, brush.to))}
                  y="0"
                  width={`${(Math.abs(brush.to - brush.from) + 1) * step}%`}
                  height={height}
                  pointerEvents="none"
                  className="fill-accent/15 stroke-accent"
                />
              )}
            </svg>
          </div>
          <div aria-hidden="true" className="mt-1 flex justify-between pl-6 text-2xs text-faint leading-none">
            <span>{name(first.startAt)}</span>
            <span>{name(middle.startAt)}</span>
            <span>
              {name(last.endAt)} {zoneName(last.endAt, zone)}
            </span>
          </div>
        </>
      )}
    </figure>
  );
}

type BarProps = {
  counts: Bucket['counts'];
  x: string;
  width: string;
  top: number;
  height: number;
  prefix: string;
};

function Bar({ counts, x, width, top, height, prefix }: BarProps) {
  let y = height;
  return PATTERNED_OUTCOMES.map((outcome) => {
    const count = counts[outcome] ?? 0;
    if (count === 0) return null;
    const size = Math.max(LEAST_PX, (count / top) * height);
    y -= size;
    return (
      <rect
        key={outcome}
        x={x}
        y={y}
        width={width}
        height={size}
        fill={patternUrl(prefix, outcome)}
        className={OUTCOME_STROKES[outcome]}
        strokeDasharray={outcome === 'error' ? '2 2' : undefined}
      />
    );
  });
}

type TableProps = Pick<Props, 'label' | 'buckets' | 'onRange'> & {
  outcomes: readonly ShownOutcome[];
  span: (bucket: Bucket) => string;
};

function BucketTable({ label, buckets, outcomes, span, onRange }: TableProps) {
  return (
    <section
      aria-label={`${label} by outcome`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-80 overflow-auto rounded-md border border-line"
    >
      <table className="w-full text-sm">
        <caption className="sr-only">{label} by outcome</caption>
        <thead className="sticky top-0 bg-sunken text-muted text-xs">
          <tr className="h-8">
            <th scope="col" className="px-3 text-left font-medium">
              Time
            </th>
            {outcomes.map((outcome) => (
              <th key={outcome} scope="col" className="px-3 text-right font-medium">
                {OUTCOME_WORDS[outcome]}
              </th>
            ))}
            {onRange !== undefined && (
              <td>
                <span className="sr-only">Filter</span>
              </td>
            )}
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => (
            <tr key={bucket.startAt.getTime()} className="h-8">
              <th scope="row" className="px-3 text-left font-normal">
                {span(bucket)}
              </th>
              {outcomes.map((outcome) => (
                <td key={outcome} className="px-3 text-right">
                  {formatExactCount(bucket.counts[outcome] ?? 0)}
                </td>
              ))}
              {onRange !== undefined && (
                <td className="px-2 text-right">
                  <button
                    type="button"
                    aria-label={`Show only ${span(bucket)}`}
                    onClick={() => onRange({ from: bucket.startAt, to: bucket.endAt })}
                    className="h-6 rounded-sm px-1 text-accent hover:underline pointer-coarse:h-11"
                  >
                    Show
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
