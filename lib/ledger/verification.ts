import type { Problem } from './problem';

/** What a verification found. `ok` is the whole answer; the rest says how far it reaches. */
export type Verification = {
  ok: boolean;
  /** The first bad record; null when there is none. */
  first: Problem | null;
  /** The first of them, in the order of the chains. */
  problems: Problem[];
  problemCount: number;
  counts: {
    checkpoints: number;
    auditEvents: number;
    outcomeReports: number;
    decisions: number;
    chains: number;
  };
  /** Records that no checkpoint covers yet: linked, but not signed. */
  unsealed: { decisions: number; auditEvents: number };
  lastCheckpoint: { seq: number; at: string; hash: string } | null;
  /** Checkpoints that were compared with the copy kept outside; null without a copy. */
  compared: number | null;
  seconds: number;
};
