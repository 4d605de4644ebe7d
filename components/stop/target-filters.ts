import type { Filter } from '@/components/ui/filter-bar';
import { TARGET_SOURCES } from './target-source';

/** Filters that many lists have. However many agents or systems there are, each can be chosen. */
export const AGENT_FILTER = {
  kind: 'search',
  key: 'agent',
  label: 'Agent',
  anyLabel: 'Any agent',
  source: TARGET_SOURCES.agent,
} as const satisfies Filter;

export const SYSTEM_FILTER = {
  kind: 'search',
  key: 'system',
  label: 'System',
  anyLabel: 'Any system',
  source: TARGET_SOURCES.system,
} as const satisfies Filter;
