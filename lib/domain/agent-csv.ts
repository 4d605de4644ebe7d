/** What an import can say of an agent. */
export const AGENT_IMPORT_FIELDS = [
  'id',
  'name',
  'purpose',
  'owner',
  'backupOwner',
  'riskTier',
  'autonomy',
  'environment',
] as const;
export type AgentImportField = (typeof AGENT_IMPORT_FIELDS)[number];

/** What an export adds: an import looks past these. */
export const AGENT_EXPORT_ONLY = [
  'effectiveTier',
  'state',
  'isOwned',
  'source',
  'liveGrants',
  'runningTasks',
  'lastCallAt',
  'reviewDueAt',
  'createdAt',
] as const;

export const AGENT_CSV_COLUMNS = [...AGENT_IMPORT_FIELDS, ...AGENT_EXPORT_ONLY] as const;
export type AgentCsvColumn = (typeof AGENT_CSV_COLUMNS)[number];
