import type { BlastEdgeKind, BlastKind } from '@/lib/domain/blast-path';
import type { ReachedBy } from '@/lib/domain/blast-weight';

export const KIND_NAMES: Record<BlastKind, { one: string; many: string }> = {
  agent: { one: 'agent', many: 'agents' },
  tool: { one: 'tool', many: 'tools' },
  system: { one: 'system', many: 'systems' },
  data: { one: 'kind of data', many: 'kinds of data' },
};

/** How a step follows from the one before it. */
export const EDGE_WORDS: Record<BlastEdgeKind, string> = {
  entitled: 'may call',
  delegates: 'may hand work to',
  part_of: 'of',
  motion: 'sets in motion',
  own_rights: 'which may call',
  holds: 'with',
  secret: 'whose secret reaches',
};

export const BY_WORDS: Record<ReachedBy, string> = {
  entitled: 'Entitled',
  motion: 'Set in motion',
  secret: 'By a secret',
};

export const countOf = (count: number, kind: BlastKind): string =>
  `${count} ${count === 1 ? KIND_NAMES[kind].one : KIND_NAMES[kind].many}`;

export const usedWords = (used: boolean | null): string =>
  used === null ? 'use unknown' : used ? 'used' : 'not used';
