import type { ShownOutcome } from './outcome-icon';

export const PATTERNED_OUTCOMES = [
  'allow',
  'modify',
  'escalate',
  'defer',
  'deny',
  'error',
] as const satisfies readonly ShownOutcome[];

export const patternUrl = (prefix: string, outcome: ShownOutcome): string => `url(#${prefix}-${outcome})`;

/** The line around an area: amber on white is too pale without one, and the unknown is only a line. */
export const OUTCOME_STROKES: Record<ShownOutcome, string> = {
  allow: 'stroke-none',
  modify: 'stroke-none',
  escalate: 'stroke-escalate-line',
  defer: 'stroke-escalate-line',
  deny: 'stroke-none',
  error: 'stroke-unknown',
};

/**
 * How areas of outcomes are filled: solid, dots, hatch, outline, so that they differ without their colours.
 * What is close in meaning shares a colour: changed with allowed, deferred with waiting.
 */
export function OutcomePatterns({ prefix }: { prefix: string }) {
  const tile = { width: 6, height: 6, patternUnits: 'userSpaceOnUse' } as const;
  return (
    <defs>
      <pattern id={`${prefix}-allow`} {...tile}>
        <rect width="6" height="6" className="fill-allow" />
      </pattern>
      <pattern id={`${prefix}-modify`} {...tile}>
        <rect width="6" height="6" className="fill-allow" />
        <path d="M3 0v6" strokeWidth="1.5" className="stroke-raised" />
      </pattern>
      <pattern id={`${prefix}-escalate`} {...tile}>
        <rect width="6" height="6" className="fill-escalate" />
        <circle cx="1.5" cy="1.5" r="1" className="fill-raised" />
        <circle cx="4.5" cy="4.5" r="1" className="fill-raised" />
      </pattern>
      <pattern id={`${prefix}-defer`} {...tile}>
        <rect width="6" height="6" className="fill-escalate" />
        <path d="M0 3h6" strokeWidth="1.5" className="stroke-raised" />
      </pattern>
      <pattern id={`${prefix}-deny`} {...tile} patternTransform="rotate(45)">
        <rect width="6" height="6" className="fill-deny" />
        <path d="M0 0v6" strokeWidth="2.5" className="stroke-raised" />
      </pattern>
      <pattern id={`${prefix}-error`} {...tile}>
        <rect width="6" height="6" className="fill-raised" />
      </pattern>
    </defs>
  );
}
