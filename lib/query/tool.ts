import { type ToolListItem, toolOperations } from '@/lib/contract/tool';
import { findIn } from './page';

/** A few tools that fit: to choose one from. */
export const findTools = (q: string, signal: AbortSignal): Promise<ToolListItem[]> =>
  findIn('/api/v1/tools', toolOperations.list.output, { q, limit: 8 }, signal);
