import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Filter } from '@/components/ui/filter-bar';
import { agentChoice } from '@/lib/query/agent';
import { systemChoice } from '@/lib/query/system';

/** The filters by agent and system, which lists of access share, before those of the list itself. */
export function useAccessFilters<const F extends Filter>(own: readonly F[]) {
  const agents = useQuery(agentChoice()).data;
  const systems = useQuery(systemChoice()).data;
  return useMemo(() => {
    const options = (all: readonly { id: string; name: string }[] = []) =>
      all.map(({ id, name }) => ({ value: id, label: name }));
    return [
      { kind: 'select', key: 'agent', label: 'Agent', anyLabel: 'Any agent', options: options(agents) },
      { kind: 'select', key: 'system', label: 'System', anyLabel: 'Any system', options: options(systems) },
      ...own,
    ] as const;
  }, [agents, systems, own]);
}
