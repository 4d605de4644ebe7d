import type { SystemKind } from '@/lib/domain/system';

/** How kinds of systems are told to people. */
export const KIND_WORDS: Record<SystemKind, string> = {
  mcp: 'MCP server',
  http: 'HTTP API',
  database: 'Database',
  saas: 'SaaS',
};
