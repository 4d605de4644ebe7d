import type { Tx } from '@/lib/db/client';
import { nextProposal, type Owners } from '@/lib/domain/ownership';
import type { AgentRow } from './view';

/** The columns of an agent that nobody is asked to answer for. */
export const NO_PROPOSAL = {
  proposedOwnerId: null,
  proposedBackupOwnerId: null,
  proposedSetsBackup: false,
  proposedAt: null,
  proposedBy: null,
  proposedReason: null,
} as const;

type Asked = {
  ownerId: string;
  /** Left out: the present backup owner stays, unless they become the owner. */
  backupOwnerId?: string | null | undefined;
  at: Date;
  by: string;
  reason: string;
};

/** The columns of one for which somebody is. */
export const proposalOf = ({ ownerId, backupOwnerId, at, by, reason }: Asked) => ({
  proposedOwnerId: ownerId,
  proposedBackupOwnerId: backupOwnerId ?? null,
  proposedSetsBackup: backupOwnerId !== undefined,
  proposedAt: at,
  proposedBy: by,
  proposedReason: reason,
});

type OwnersRow = {
  owner: { id: string; disabledAt: Date | null };
  backupOwner: { id: string; disabledAt: Date | null } | null;
  proposedOwnerId: string | null;
};

const person = (row: { id: string; disabledAt: Date | null }) => ({
  id: row.id,
  isEnabled: row.disabledAt === null,
});

/** The people around an agent, as the rules see them. */
export const ownersOf = (row: OwnersRow): Owners => ({
  owner: person(row.owner),
  backupOwner: row.backupOwner === null ? null : person(row.backupOwner),
  proposedOwnerId: row.proposedOwnerId,
});

/** Holds people as they are until the transaction ends: nobody is disabled while they are being asked. */
export async function holdPeople(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ANY (${[...ids]}) ORDER BY id FOR SHARE`;
}

/** Holds an agent, before the people around it. */
export async function holdAgent(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM agents WHERE id = ${id} FOR NO KEY UPDATE`;
}

/**
 * What follows when the proposed person does not become the owner: the columns to write, and who is asked
 * instead. The reason is told to them.
 */
export function afterRefusal(
  row: AgentRow,
  { at, by, reason }: { at: Date; by: string; reason: string },
): { columns: typeof NO_PROPOSAL | ReturnType<typeof proposalOf>; askedInstead: string | null } {
  const next = nextProposal(
    { ...ownersOf(row), proposedOwnerId: null },
    { isEnabled: false, unwilling: row.proposedOwnerId },
  );
  if (next === null) return { columns: NO_PROPOSAL, askedInstead: null };
  return { columns: proposalOf({ ownerId: next, at, by, reason }), askedInstead: next };
}
