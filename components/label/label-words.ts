import type { Origin } from '@/lib/domain/provenance';

/** Where a value stems from, for people. */
export const ORIGIN_TITLES: Readonly<Record<Origin, string>> = {
  allow_list: 'Listed in the scope',
  purpose: 'Stands in the task’s purpose',
  trusted: 'Stood in trusted output',
  pointed_at: 'Stood in untrusted output that the purpose points at',
  untrusted: 'Stood only in untrusted output',
  instructed: 'Stood in untrusted output that told the agent what to do',
  nowhere: 'Stands neither in the purpose nor in any output',
};

/** What somebody who decides about the call should look at twice. */
export const isDoubtful = (origin: Origin): boolean =>
  origin === 'untrusted' || origin === 'instructed' || origin === 'nowhere';
