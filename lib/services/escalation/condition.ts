import type { ListEscalationsInput } from '@/lib/contract/escalation';
import { Prisma } from '@/lib/db/generated/client';
import type { EscalationState } from '@/lib/domain/escalation';

type Filter = Omit<ListEscalationsInput, 'queue' | 'order' | 'cursor' | 'limit' | 'count'>;

/** Which escalations `e` fit, apart from the queue that is looked at. */
export function escalationCondition(filter: Filter, now: Date): Prisma.Sql {
  const { state, agent, task, tool, system, tier, reason, q, glass } = filter;
  const part = q?.toLowerCase();
  const states = state === undefined ? [Prisma.sql`true`] : state.map((one) => isInState(one, now));
  return Prisma.join(
    [
      Prisma.sql`(${states.length === 0 ? Prisma.sql`false` : Prisma.join(states, ' OR ')})`,
      ...(agent === undefined ? [] : [Prisma.sql`e.agent_id = ${agent}`]),
      ...(task === undefined ? [] : [Prisma.sql`e.task_id = ${task}`]),
      ...(tool === undefined ? [] : [Prisma.sql`e.tool_id = ${tool}`]),
      ...(system === undefined ? [] : [Prisma.sql`e.system_id = ${system}`]),
      ...(tier === undefined ? [] : [Prisma.sql`e.tier = ANY (${[...tier]}::risk_tier[])`]),
      ...(reason === undefined ? [] : [Prisma.sql`${reason} = ANY (e.reasons)`]),
      ...(glass === undefined ? [] : [Prisma.sql`e.broken_glass AND e.glass_reviewed_at IS NULL`]),
      ...(q === undefined || part === undefined
        ? []
        : [
            Prisma.sql`(e.id = ${q} OR strpos(lower(e.agent_id), ${part}) > 0 OR strpos(lower(e.tool_id), ${part}) > 0
              OR strpos(lower(e.resource), ${part}) > 0 OR strpos(lower(e.answer_reason), ${part}) > 0
              OR EXISTS (SELECT FROM tasks t WHERE t.id = e.task_id AND strpos(lower(t.purpose), ${part}) > 0))`,
          ]),
    ],
    ' AND ',
  );
}

/** As it is at `now`: silence past the deadline has expired, whatever the row says. */
export function isInState(state: EscalationState, now: Date): Prisma.Sql {
  switch (state) {
    case 'pending':
      return Prisma.sql`(e.state = 'pending' AND e.expires_at > ${now})`;
    case 'expired':
      return Prisma.sql`(e.state = 'expired' OR (e.state = 'pending' AND e.expires_at <= ${now}))`;
    default:
      return Prisma.sql`e.state = ${state}::escalation_state`;
  }
}
