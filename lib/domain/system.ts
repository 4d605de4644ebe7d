export const SYSTEM_KINDS = ['mcp', 'http', 'database', 'saas'] as const;
export type SystemKind = (typeof SYSTEM_KINDS)[number];

/** How far away a destination is, nearest first. */
export const ZONES = ['internal', 'partner', 'external'] as const;
export type Zone = (typeof ZONES)[number];

/** The one that is furthest away. */
export const furthestZone = (zones: readonly Zone[]): Zone =>
  zones.reduce<Zone>((far, zone) => (ZONES.indexOf(zone) > ZONES.indexOf(far) ? zone : far), 'internal');

export const ENVIRONMENTS = ['development', 'test', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Where a row came from; demo rows carry a badge and can be told apart. */
export const SOURCES = ['manual', 'import', 'demo'] as const;
export type Source = (typeof SOURCES)[number];
