import { type SystemView, systemOperations } from '@/lib/contract/system';
import { apiGet } from './api';

/** A few systems that fit: to choose one from. */
export const findSystems = async (q: string, signal: AbortSignal): Promise<SystemView[]> =>
  (
    await apiGet('/api/v1/systems', systemOperations.list.output, {
      query: { q: q || undefined, limit: 8 },
      signal,
    })
  ).items;
