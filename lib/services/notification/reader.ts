import type { Ctx } from '../context';

/**
 * Whose inbox and wishes a caller sees: those of the person behind a session. A key has none, even one that was
 * made for somebody: what it reads would be read for them.
 */
export const personOf = ({ actor }: Ctx): string | null => (actor.kind === 'user' ? actor.userId : null);
