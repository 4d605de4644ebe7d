import type pg from 'pg';
import type { ActionClass } from '@/lib/domain/action-class';
import type { EscalationState } from '@/lib/domain/escalation';
import type { OutputKind } from '@/lib/domain/provenance';
import type { Scope } from '@/lib/domain/scope';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { TaskState } from '@/lib/domain/task';
import { type AgentFactRow, ENTITLEMENTS_JSON, SCOPE_JSON, toMs } from './load-agents';

export type GrantRow = {
  id: string;
  entitlementId: string;
  scope: Scope;
  startsAt: number;
  endsAt: number;
  uses: number | null;
  spent: number;
  approval: { id: string; digest: string | null; lifts: string[] } | null;
};
/** What makes the facts of a task. */
export type TaskFactRow = {
  id: string;
  agentId: string;
  purpose: string;
  state: TaskState;
  endsAt: number;
  actionClasses: ActionClass[];
  parentTaskId: string | null;
  grants: GrantRow[];
};
/** A task further up the chain, and its agent, as they were when the task was read. */
export type AncestorRow = { task: TaskFactRow; agent: AgentFactRow };
export type TaskRow = TaskFactRow & {
  /** The database's time when this was read: what it holds had begun by then. */
  readAt: number;
  version: string;
  onBehalfOf: string | null;
  calls: number;
  minute: number;
  minuteCalls: number;
  /** Ids of credentials of the task that were revoked while tokens of theirs may still be about. */
  revokedCredentials: string[];
  labels: { sensitivity: Sensitivity; untrusted: boolean; systems: string[]; agents: string[] };
  drift: number;
  /** Null for a task of which no call was put before people; the newest first. */
  requests:
    | { id: string; digest: string; state: EscalationState; expiresAt: number; answer: string | null }[]
    | null;
  /** Null for a task of which no call was put off. */
  deferrals: { digest: string; expiresAt: number; isResolved: boolean }[] | null;
  salt: string;
  personPurpose: string | null;
  /** Hashes of eight bytes each, in base 64, by kind; null for a task that has had no output. */
  values: { kind: OutputKind; hashes: string }[] | null;
  /** From the root down to the parent; null for a root. */
  ancestors: AncestorRow[] | null;
};

/** So many of a task's escalations are known when it is decided on: a name beyond them cannot be verified. */
export const MOST_REQUESTS = 500;

/** The grants of the task `t` that are not revoked. */
const GRANTS_JSON = `(
  SELECT coalesce(json_agg(json_build_object(
           'id', s.id, 'entitlementId', s.entitlement_id, 'startsAt', ${toMs('s.starts_at')},
           'endsAt', ${toMs('s.ends_at')}, 'uses', s.uses, 'spent', coalesce(u.spent, 0),
           'scope', ${SCOPE_JSON},
           'approval', CASE WHEN s.escalation_id IS NOT NULL THEN json_build_object(
             'id', s.escalation_id, 'digest', s.digest, 'lifts', array_to_json(s.lifts)) END)), '[]')
    FROM grants s LEFT JOIN grant_uses u ON u.grant_id = s.id
   WHERE s.task_id = t.id AND s.revoked_at IS NULL)`;

/** The tasks above one, each with its agent, from the root. */
const ancestorsJson = (task: string): string => `(
  SELECT json_agg(json_build_object(
           'task', json_build_object(
             'id', t.id, 'agentId', t.agent_id, 'purpose', t.purpose, 'state', t.state, 'endsAt', ${toMs('t.ends_at')},
             'actionClasses', array_to_json(t.action_classes), 'parentTaskId', t.parent_task_id, 'grants', ${GRANTS_JSON}),
           'agent', json_build_object(
             'id', a.id, 'state', a.state, 'ownerId', a.owner_id, 'ownerIsEnabled', o.disabled_at IS NULL,
             'backupOwnerId', a.backup_owner_id,
             'backupOwnerIsEnabled', CASE WHEN b.id IS NOT NULL THEN b.disabled_at IS NULL END,
             'proposedOwnerId', a.proposed_owner_id,
             'riskTier', a.risk_tier, 'autonomy', a.autonomy, 'environment', a.environment,
             'observedUntil', ${toMs('a.observed_until')}, 'entitlements', ${ENTITLEMENTS_JSON})) ORDER BY c.distance DESC)
    FROM chain_of(${task}) c
    JOIN tasks t ON t.id = c.id
    JOIN agents a ON a.id = t.agent_id
    JOIN users o ON o.id = a.owner_id
    LEFT JOIN users b ON b.id = a.backup_owner_id)`;

const SQL = `
SELECT ${toMs('clock_timestamp()')}::float8 AS "readAt",
       t.id, l.version::text AS version, t.agent_id AS "agentId", t.purpose, t.on_behalf_of AS "onBehalfOf", t.state,
       ${toMs('t.ends_at')}::float8 AS "endsAt", array_to_json(t.action_classes) AS "actionClasses",
       t.parent_task_id AS "parentTaskId", l.calls, l.minute, l.minute_calls AS "minuteCalls",
       ${GRANTS_JSON} AS grants,
       CASE WHEN t.parent_task_id IS NOT NULL THEN ${ancestorsJson('t.parent_task_id')} END AS ancestors,
       (SELECT coalesce(json_agg(k.id), '[]')
          FROM task_credentials k
         WHERE k.task_id = t.id AND k.revoked_at > clock_timestamp() - interval '10 minutes') AS "revokedCredentials",
       json_build_object('sensitivity', l.sensitivity, 'untrusted', l.untrusted, 'systems', l.systems,
                         'agents', l.agents) AS labels,
       (SELECT json_agg(json_build_object('digest', f.digest, 'expiresAt', ${toMs('f.expires_at')},
                                          'isResolved', f.resolved_at IS NOT NULL))
          FROM deferrals f WHERE f.task_id = t.id) AS deferrals,
       (SELECT json_agg(json_build_object('id', e.id, 'digest', e.digest, 'state', e.state,
                                          'expiresAt', ${toMs('e.expires_at')}, 'answer', e.answer_reason) ORDER BY e.id DESC)
          FROM (SELECT * FROM escalations w WHERE w.task_id = t.id ORDER BY w.id DESC LIMIT ${MOST_REQUESTS}) e) AS requests,
       l.drift, l.salt, l.person_purpose AS "personPurpose",
       (SELECT json_agg(json_build_object('kind', v.kind, 'hashes', encode(v.hashes, 'base64')))
          FROM task_values v WHERE v.task_id = t.id) AS values
  FROM tasks t
  JOIN task_live l ON l.task_id = t.id
 WHERE t.id = ANY ($1)`;

/**
 * Reads tasks with their version, counters, grants, labels and values, and with the grants of the tasks above
 * them, in one snapshot: a version stands for all of it. Ended grants come too, so that a decision can say what
 * it was that ended. What does not exist is not in the answer.
 */
export async function loadTasks(pool: pg.Pool, ids: readonly string[]): Promise<TaskRow[]> {
  const { rows } = await pool.query<TaskRow>({ name: 'load-tasks', text: SQL, values: [ids] });
  return rows;
}
