import type { Ctx } from '../context';

/**
 * Who is shown a new secret: the person who asks, or behind a key the one who was shown that key's. Null at the
 * command line. A key that somebody makes for another person stays in the maker's hands until they give it away.
 */
export const givenTo = ({ actor }: Ctx): string | null => actor.keyGivenTo ?? actor.userId;
