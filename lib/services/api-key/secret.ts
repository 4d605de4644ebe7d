import { randomBytes } from 'node:crypto';
import { sha256Hex } from '@/lib/ledger/canonical';

export const API_KEY_PATTERN = /^cdn_[A-Za-z0-9_-]{43}$/;

/** A new key: 256 random bits behind a prefix that secret scanners can find. */
export const newApiKey = (): string => `cdn_${randomBytes(32).toString('base64url')}`;

/** What is kept of a key. Plain sha-256: there is nothing to guess in 256 random bits. */
export const apiKeyHash = (key: string): string => sha256Hex(key);

/** By what people tell their keys apart. */
export const apiKeyHint = (key: string): string => key.slice(-4);
