/** What a key is worth now. */
export const API_KEY_STATES = ['live', 'expired', 'revoked'] as const;
