import type pg from 'pg';
import type { ActionClass } from '@/lib/domain/action-class';
import type { OutputKind } from '@/lib/domain/provenance';
import type { Scope } from '@/lib/domain/scope';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { TaskState } from '@/lib/domain/task';
import { SCOPE_JSON, toMs } from './load-agents';

export type GrantRow = {
  id: string;
  entitlementId: string;
  scope: Scope;
  startsAt: number;
  endsAt: number;
  uses: number | null;
  spent: number;
};
export type TaskRow = {
  /** The database's time when this was read: what it holds had begun by then. */
  readAt: number;
  id: string;
  version: string;
  agentId: string;
  purpose: string;
  onBehalfOf: string | null;
  state: TaskState;
  endsAt: number;
  actionClasses: ActionClass[];
  calls: number;
  minute: number;
  minuteCalls: number;
  grants: GrantRow[];
  labels: { sensitivity: Sensitivity; untrusted: boolean; systems: string[]; agents: string[] };
  drift: number;
  salt: string;
  personPurpose: string | null;
  /** Hashes of eight bytes each, in base 64, by kind; null for a task that has had no output. */
  values: { kind: OutputKind; hashes: string }[] | null;
};

const SQL = `
SELECT ${toMs('clock_timestamp()')}::float8 AS "readAt",
       t.id, l.version::text AS version, t.agent_id AS "agentId", t.purpose, t.on_behalf_of AS "onBehalfOf", t.state,
       ${toMs('t.ends_at')}::float8 AS "endsAt", array_to_json(t.action_classes) AS "actionClasses",
       l.calls, l.minute, l.minute_calls AS "minuteCalls",
       (SELECT coalesce(json_agg(json_build_object(
                 'id', s.id, 'entitlementId', s.entitlement_id, 'startsAt', ${toMs('s.starts_at')},
                 'endsAt', ${toMs('s.ends_at')}, 'uses', s.uses, 'spent', coalesce(u.spent, 0),
                 'scope', ${SCOPE_JSON})), '[]')
          FROM grants s LEFT JOIN grant_uses u ON u.grant_id = s.id
         WHERE s.task_id = t.id AND s.revoked_at IS NULL) AS grants,
       json_build_object('sensitivity', l.sensitivity, 'untrusted', l.untrusted, 'systems', l.systems,
                         'agents', l.agents) AS labels,
       l.drift, l.salt, l.person_purpose AS "personPurpose",
       (SELECT json_agg(json_build_object('kind', v.kind, 'hashes', encode(v.hashes, 'base64')))
          FROM task_values v WHERE v.task_id = t.id) AS values
  FROM tasks t
  JOIN task_live l ON l.task_id = t.id
 WHERE t.id = ANY ($1)`;

/**
 * Reads tasks with their version, counters, grants, labels and values, each in one snapshot. Ended grants come too, so
 * that a decision can say what it was that ended. What does not exist is not in the answer.
 */
export async function loadTasks(pool: pg.Pool, ids: readonly string[]): Promise<TaskRow[]> {
  const { rows } = await pool.query<TaskRow>({ name: 'load-tasks', text: SQL, values: [ids] });
  return rows;
}
