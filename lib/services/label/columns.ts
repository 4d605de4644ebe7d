import type { Labels } from '@/lib/domain/labels';

/** Labels as rows of tasks and contexts hold them. */
type LabelColumns = Pick<Labels, 'sensitivity' | 'untrusted'> & { systems: string[]; agents: string[] };

export const labelSelect = { sensitivity: true, untrusted: true, systems: true, agents: true } as const;

export const labelsOfRow = ({ sensitivity, untrusted, systems, agents }: LabelColumns): LabelColumns => ({
  sensitivity,
  untrusted,
  systems,
  agents,
});

export const labelColumns = ({ sensitivity, untrusted, systems, agents }: Labels): LabelColumns => ({
  sensitivity,
  untrusted,
  systems: [...systems],
  agents: [...agents],
});
