import { CircleDashed } from 'lucide-react';

/** What lines and frames mean. */
export function BlastLegend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-sm">
      <li className="flex items-center gap-1.5">
        <Line dash="0" /> by entitlement
      </li>
      <li className="flex items-center gap-1.5">
        <Line dash="6 3" /> set in motion
      </li>
      <li className="flex items-center gap-1.5">
        <Line dash="2 3" /> may hand work to
      </li>
      <li className="flex items-center gap-1.5">
        <Line dash="1 4" /> by a secret
      </li>
      <li className="flex items-center gap-1.5">
        <span className="inline-flex h-4 w-6 items-center justify-center rounded-sm border border-edge border-dashed">
          <CircleDashed aria-hidden="true" className="size-3 text-escalate-text" />
        </span>
        not used in 90 days
      </li>
    </ul>
  );
}

function Line({ dash }: { dash: string }) {
  return (
    <svg width="26" height="8" aria-hidden="true">
      <path d="M0 4h26" strokeWidth="1.5" strokeDasharray={dash} className="stroke-muted" />
    </svg>
  );
}
