import { type SystemView, systemOperations } from '@/lib/contract/system';
import { findIn } from './page';

/** A few systems that fit: to choose one from. */
export const findSystems = (q: string, signal: AbortSignal): Promise<SystemView[]> =>
  findIn('/api/v1/systems', systemOperations.list.output, { q, limit: 8 }, signal);
