import { randomBytes } from 'node:crypto';
import { sha256Hex } from '@/lib/ledger/canonical';

/** What the cookie carries: 256 random bits. */
export const newSessionSecret = (): string => randomBytes(32).toString('base64url');

/** Under which a session is kept. Who reads the table cannot make a cookie from it. */
export const sessionIdOf = (secret: string): string => sha256Hex(secret);
