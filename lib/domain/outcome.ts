/** The answers to a call, strongest last. */
export const OUTCOMES = ['allow', 'modify', 'escalate', 'defer', 'deny'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const STRENGTH: Record<Outcome, number> = { allow: 0, modify: 1, escalate: 2, defer: 3, deny: 4 };

export const stronger = (a: Outcome, b: Outcome): Outcome => (STRENGTH[a] >= STRENGTH[b] ? a : b);

export const REPORT_STATUSES = ['succeeded', 'failed', 'not_executed'] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];
