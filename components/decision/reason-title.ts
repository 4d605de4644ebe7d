import { type Question, REASONS } from '@/lib/domain/reason';

type Known = { question: Question; title: string };
const KNOWN: ReadonlyMap<string, Known> = new Map(Object.entries(REASONS));

/** What a reason means to a person. A record may carry a code that is not in use any more. */
export const reasonTitle = (code: string): string => KNOWN.get(code)?.title ?? code;

/** Which of the three questions a reason answers; null for a code that is not in use any more. */
export const questionOf = (code: string): Question | null => KNOWN.get(code)?.question ?? null;
