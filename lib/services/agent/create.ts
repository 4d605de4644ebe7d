import type { AgentView, CreateAgentInput } from '@/lib/contract/agent';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, isUniqueViolation } from '../errors';
import { loadTier } from '../tier/load';
import { toTierView } from '../tier/view';
import { inTransaction } from '../transaction';
import { loadBackupOwner, loadOwner } from './owner';
import { agentInclude, loadAgentView } from './view';

const DAY_MS = 24 * 3600 * 1000;

/**
 * Registers an agent as a draft: it can be given entitlements, and is allowed nothing before it is
 * activated. Its first review is due when its tier says. An id is never used twice.
 */
export async function createAgent(ctx: Ctx, input: CreateAgentInput): Promise<AgentView> {
  permit(ctx, 'agent.create');
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const { owner: ownerEmail, backupOwner: backupEmail, ...described } = input;
      const owner = await loadOwner(tx, 'owner', ownerEmail);
      const backupOwner = backupEmail === undefined ? null : await loadBackupOwner(tx, backupEmail, owner.id);
      // It has no entitlement yet, so the tier that is set is the effective one.
      const { rules } = toTierView(await loadTier(tx, input.riskTier));
      const people = { ownerId: owner.id, backupOwnerId: backupOwner?.id ?? null };
      const row = await tx.agent.create({
        data: {
          ...described,
          ...people,
          createdAt: now,
          reviewDueAt: new Date(now.getTime() + rules.reviewEveryDays * DAY_MS),
        },
        include: agentInclude,
      });
      await writeAudit(tx, ctx, now, {
        event: 'agent.created',
        subject: { kind: 'agent', id: row.id },
        details: { ...described, ...people },
      });
      return loadAgentView(tx, row, now);
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw conflict('already_exists', `there is an agent \`${input.id}\` already`);
    throw error;
  }
}
