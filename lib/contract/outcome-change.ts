import { z } from 'zod';
import { OUTCOMES } from '@/lib/domain/outcome';

/** So many decisions would have had another outcome, from the one to the other. */
export const OutcomeChange = z.object({ from: z.enum(OUTCOMES), to: z.enum(OUTCOMES), count: z.int() });
export type OutcomeChange = z.output<typeof OutcomeChange>;

/** The same of one agent, or of one tool. */
export const OutcomeChangesOf = z.object({ id: z.string(), count: z.int(), changes: z.array(OutcomeChange) });
export type OutcomeChangesOf = z.output<typeof OutcomeChangesOf>;
