import type { DisablePreviewView, UserIdInput } from '@/lib/contract/user';
import { SESSION_IDLE_MINUTES } from '@/lib/domain/session';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { loadUser } from './load';

type Counts = Omit<DisablePreviewView, 'user'>;

/** Counts what disabling a person would take away, without doing it. */
export async function previewDisableUser(ctx: Ctx, { id }: UserIdInput): Promise<DisablePreviewView> {
  permit(ctx, 'user.disable');
  const db = reader(ctx);
  const user = await loadUser(db, id);
  const now = await databaseNow(db);
  const [counts] = await db.$queryRaw<Counts[]>`
    WITH own AS (SELECT a.id, a.state, a.owner_id = ${user.id} AS is_owner,
                        EXISTS (SELECT FROM users u WHERE u.id IN (a.owner_id, a.backup_owner_id)
                                                      AND u.id <> ${user.id} AND u.disabled_at IS NULL) AS has_other
                   FROM agents a
                  WHERE (a.owner_id = ${user.id} OR a.backup_owner_id = ${user.id}) AND a.state <> 'retired')
    SELECT (SELECT count(*)::int FROM sessions
             WHERE user_id = ${user.id} AND ended_at IS NULL AND expires_at > ${now}
               AND last_seen_at > ${now}::timestamptz - make_interval(mins => ${SESSION_IDLE_MINUTES}::int)) AS sessions,
           (SELECT count(*)::int FROM api_keys
             WHERE user_id = ${user.id} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})) AS keys,
           (SELECT count(*)::int FROM own WHERE is_owner) AS "agentsOwned",
           (SELECT count(*)::int FROM own WHERE NOT is_owner) AS "agentsBackedUp",
           (SELECT count(*)::int FROM own WHERE state = 'active' AND NOT has_other) AS "agentsUnserved",
           (SELECT count(*)::int FROM tasks t JOIN own ON own.id = t.agent_id
             WHERE NOT own.has_other AND t.state = 'running' AND t.ends_at > ${now}) AS "runningTasks",
           (SELECT count(*)::int FROM systems WHERE owner_id = ${user.id}) AS "systemsOwned"`;
  if (counts === undefined) throw new Error('a count has one row');
  return { user: user.id, ...counts };
}
