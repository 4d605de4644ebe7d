import type { Authority } from '@/lib/domain/ownership';

/** What an agent may do while nobody has accepted to answer for it, as the end of a sentence. */
export const AUTHORITY_WORDS: Record<Authority, string> = {
  full: 'it may do all that it is granted, as its tier leaves it',
  reads_only: 'it may only read: everything else is denied',
  nothing: 'every call of it is denied',
};
