import { type ToolListItem, toolOperations } from '@/lib/contract/tool';
import { apiGet } from './api';

/** A few tools that fit: to choose one from. */
export const findTools = async (q: string, signal: AbortSignal): Promise<ToolListItem[]> =>
  (
    await apiGet('/api/v1/tools', toolOperations.list.output, {
      query: { q: q || undefined, limit: 8 },
      signal,
    })
  ).items;
