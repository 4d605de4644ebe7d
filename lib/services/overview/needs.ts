import type { NEEDS, OverviewView } from '@/lib/contract/overview';
import type { Tx } from '@/lib/db/client';
import { BREAKER } from '@/lib/domain/breaker';
import { loadClockwork } from '../clockwork/read';
import type { Actor } from '../context';

type Row = { kind: (typeof NEEDS)[number]; count: number; since: Date | null };

/** What waits for a person, only where there is something. Each is computed now, nothing relies on a sweep. */
export async function loadNeeds(db: Tx, actor: Actor, now: Date): Promise<OverviewView['needsYou']> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT 'escalations_pending' AS kind, count(*)::int AS count, min(requested_at) AS since
      FROM escalations WHERE state = 'pending' AND expires_at > ${now}
    UNION ALL
    SELECT 'calls_deferred', count(*)::int, min(f.deferred_at)
      FROM deferrals f JOIN tasks t ON t.id = f.task_id
     WHERE f.resolved_at IS NULL AND f.expires_at > ${now} AND t.state IN ('running', 'paused') AND t.ends_at > ${now}
    UNION ALL
    SELECT 'agents_unowned', count(*)::int, min(greatest(o.disabled_at, b.disabled_at))
      FROM agents a JOIN users o ON o.id = a.owner_id LEFT JOIN users b ON b.id = a.backup_owner_id
     WHERE a.state <> 'retired' AND o.disabled_at IS NOT NULL AND (b.id IS NULL OR b.disabled_at IS NOT NULL)
    UNION ALL
    SELECT 'ownership_asked', count(*)::int, min(proposed_at) FROM agents WHERE proposed_owner_id = ${actor.userId}
    UNION ALL
    SELECT 'ownership_waiting', count(*)::int, min(coalesce(a.proposed_at, o.disabled_at))
      FROM agents a JOIN users o ON o.id = a.owner_id LEFT JOIN users b ON b.id = a.backup_owner_id
     WHERE ${actor.roles.includes('admin')} AND a.state <> 'retired'
       AND (a.proposed_owner_id IS NOT NULL OR o.disabled_at IS NOT NULL)
       AND (o.disabled_at IS NULL OR b.disabled_at IS NULL AND b.id IS NOT NULL)
    UNION ALL
    SELECT CASE WHEN q.actor_id = ${BREAKER} THEN 'agents_tripped' ELSE 'agents_quarantined' END, count(*)::int, min(q.at)
      FROM agents a LEFT JOIN LATERAL (
           SELECT e.at, CASE e.actor_kind WHEN 'system' THEN e.actor_id END AS actor_id FROM audit_events e
            WHERE e.subject_kind = 'agent' AND e.subject_id = a.id AND e.event = 'agent.quarantined'
            ORDER BY e.at DESC LIMIT 1) q ON true
     WHERE a.state = 'quarantined' GROUP BY 1
    UNION ALL
    SELECT 'reviews_overdue', count(*)::int, min(ends_at)
      FROM review_campaigns WHERE state = 'open' AND ends_at <= ${now}
    UNION ALL
    SELECT 'tools_unreviewed', count(*)::int, min(created_at)
      FROM tools WHERE state = 'unreviewed' OR (state = 'reviewed' AND reviewed_digest IS DISTINCT FROM digest)
    UNION ALL
    SELECT 'stops_open', count(*)::int, min(created_at) FROM stops WHERE released_at IS NULL
    UNION ALL
    SELECT 'tasks_ending', count(*)::int, min(ends_at)
      FROM tasks
     WHERE state IN ('running', 'paused') AND ends_at > ${now}
       AND ends_at < ${now}::timestamptz + least(interval '10 minutes', (ends_at - started_at) * 0.1)`;
  const { isBehind } = await loadClockwork(db);
  const behind: Row[] = isBehind ? [{ kind: 'clockwork_behind', count: 1, since: null }] : [];
  return [...behind, ...rows.filter(({ count }) => count > 0)];
}
