/** Fewer answers than this say nothing of a rule. */
const FEWEST_ANSWERS = 5;

/**
 * Whether a rule asks people for nothing: of all that it asked about and that was answered, everything was approved.
 * What nobody answered says nothing of the rule.
 */
export const isNoise = ({ approved, refused }: { approved: number; refused: number }): boolean =>
  refused === 0 && approved >= FEWEST_ANSWERS;
