import type { ReactNode } from 'react';
import type { Outcome } from '@/lib/domain/outcome';

/** An outcome, or that none was reached. */
export type ShownOutcome = Outcome | 'error';

const SHAPES: Record<ShownOutcome, ReactNode> = {
  allow: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="m5.4 8.2 1.8 1.8 3.4-3.8" />
    </>
  ),
  modify: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M5.4 10.6 6 8.7l3.6-3.6 1.3 1.3L7.3 10z" />
    </>
  ),
  // A person inside a warning triangle.
  escalate: (
    <>
      <path d="M8 1.6 14.9 14H1.1z" />
      <circle cx="8" cy="8" r="1.35" />
      <path d="M5.6 12.2c.3-1.3 1.2-2 2.4-2s2.1.7 2.4 2" />
    </>
  ),
  defer: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>
  ),
  // A bar inside an octagon.
  deny: (
    <>
      <path d="M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4z" />
      <path d="M5 8h6" strokeWidth="2" />
    </>
  ),
  error: (
    <>
      <circle cx="8" cy="8" r="6.25" strokeDasharray="2.6 2.3" />
      <path d="M6.5 6.5c0-1 .7-1.6 1.6-1.6s1.5.6 1.5 1.4c0 1.1-1.6 1.2-1.6 2.3" />
      <path d="M8 10.9v.1" />
    </>
  ),
};

export function OutcomeIcon({ outcome, className }: { outcome: ShownOutcome; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      {SHAPES[outcome]}
    </svg>
  );
}
