import type { Ctx } from '../context';

/** Longer than an attempt takes: whose instance dies meanwhile is tried by another one. */
const CLAIM_SECONDS = 60;

export type ClaimedCallback = { id: string; escalationId: string; attempts: number; claimedUntil: Date };

/** Takes callbacks that are due, the longest due first. What one instance has taken, no other one takes. */
export const claimCallbacks = ({ prisma }: Ctx, limit: number): Promise<ClaimedCallback[]> =>
  prisma.$queryRaw<ClaimedCallback[]>`
    UPDATE callback_deliveries d
       SET attempts = d.attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS})
     WHERE d.id IN (
       SELECT w.id FROM callback_deliveries w
        WHERE w.delivered_at IS NULL AND w.given_up_at IS NULL AND w.next_at <= clock_timestamp()
          AND (w.claimed_until IS NULL OR w.claimed_until <= clock_timestamp())
        ORDER BY w.next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING d.id, d.escalation_id AS "escalationId", d.attempts, d.claimed_until AS "claimedUntil"`;
