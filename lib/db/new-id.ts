import { randomBytes } from 'node:crypto';
import { type IdPrefix, newId } from '@/lib/domain/id';

/** A new id with the given time in front. `at` is the database's time. */
export const freshId = (prefix: IdPrefix, at: Date): string => newId(prefix, at.getTime(), randomBytes(16));
