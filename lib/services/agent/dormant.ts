import { Prisma } from '@/lib/db/generated/client';
import { UNUSED_DAYS } from '@/lib/domain/finding';

/** Active, and silent for so long. Of `agents a JOIN agent_calls c`; the finding and the list ask the same. */
export const isDormant = (now: Date): Prisma.Sql => Prisma.sql`
  (a.state = 'active' AND coalesce(c.last_call_at, a.created_at) <= ${now}::timestamptz - make_interval(days => ${UNUSED_DAYS}::int))`;
