/** How far the overview looks back. */
export const OVERVIEW_RANGES = ['1h', '24h', '7d'] as const;
