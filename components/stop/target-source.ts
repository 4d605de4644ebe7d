import type { ChoiceSource } from '@/components/ui/search-select';
import type { StopKind } from '@/lib/domain/stop';
import { findAgents } from '@/lib/query/agent';
import { findSystems } from '@/lib/query/system';
import { findTools } from '@/lib/query/tool';
import { findUsers } from '@/lib/query/user';

/** The kinds of targets that are found by typing. */
export type FoundKind = Extract<StopKind, 'agent' | 'system' | 'tool' | 'owner'>;

/** Where the targets of each kind are found. */
export const TARGET_SOURCES: Record<FoundKind, ChoiceSource> = {
  agent: {
    noun: 'agent',
    find: async (text, signal) =>
      (await findAgents(text, signal)).map(({ id, name }) => ({ id, label: name, detail: id })),
  },
  system: {
    noun: 'system',
    find: async (text, signal) =>
      (await findSystems(text, signal)).map(({ id, name }) => ({ id, label: name, detail: id })),
  },
  tool: {
    noun: 'tool',
    find: async (text, signal) => (await findTools(text, signal)).map(({ id }) => ({ id, label: id })),
  },
  owner: {
    noun: 'user',
    find: async (text, signal) =>
      (await findUsers(text, signal)).map(({ email, name }) => ({ id: email, label: name, detail: email })),
  },
};

export const isFound = (kind: StopKind): kind is FoundKind => Object.hasOwn(TARGET_SOURCES, kind);
