import type { CreateEntitlementInput, EntitlementView } from '@/lib/contract/entitlement';
import { freshId } from '@/lib/db/new-id';
import { MAX_ENTITLEMENT_DAYS } from '@/lib/domain/entitlement';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { invalidInput, refused } from '../errors';
import { scopeColumns } from '../grant/scope';
import { inTransaction } from '../transaction';
import { loadEntitlementView } from './view';

const DAY_MS = 24 * 3600 * 1000;

/**
 * Says what an agent may be granted, how, and until when. It permits nothing by itself. It may raise the
 * agent's tier, whose floor follows from what the entitlements reach. `maxTtlSeconds` may be above what
 * the tier grants for: every grant is cut to the tier of its own moment.
 */
export async function createEntitlement(ctx: Ctx, input: CreateEntitlementInput): Promise<EntitlementView> {
  permit(ctx, 'entitlement.create');
  return inTransaction(ctx, async (tx, now) => {
    const { agent, scope, activation, maxTtlSeconds, endsAt, reason } = input;
    if (endsAt <= now) throw invalidInput('endsAt', 'must be in the future');
    if (endsAt.getTime() > now.getTime() + MAX_ENTITLEMENT_DAYS * DAY_MS) {
      throw invalidInput('endsAt', `must be within ${MAX_ENTITLEMENT_DAYS} days`);
    }
    // Locked, so that a retirement at the same time either comes first or revokes this one too.
    const [found] = await tx.$queryRaw<{ state: string }[]>`
      SELECT state::text AS state FROM agents WHERE id = ${agent} FOR SHARE`;
    if (found === undefined) throw invalidInput('agent', `there is no agent \`${agent}\``);
    if (found.state === 'retired') throw refused(refuse('wrong_state', `agent ${agent} is retired`));
    const system = await tx.system.findUnique({ where: { id: scope.system }, select: { id: true } });
    if (system === null) throw invalidInput('scope.system', `there is no system \`${scope.system}\``);
    const row = await tx.entitlement.create({
      data: {
        id: freshId('ent', now),
        agentId: agent,
        ...scopeColumns(scope),
        activation,
        maxTtlSeconds,
        startsAt: now,
        endsAt,
        reason,
        createdById: ctx.actor.id,
        createdAt: now,
      },
    });
    await writeAudit(tx, ctx, now, {
      event: 'entitlement.created',
      subject: { kind: 'entitlement', id: row.id },
      details: { agent, scope, activation, maxTtlSeconds, endsAt, reason },
    });
    return loadEntitlementView(tx, row, now);
  });
}
