import { canonicalJson } from '@/lib/ledger/canonical';
import type { BulkRow } from './bulk';
import type { Dice } from './dice';

export const AUDIT_COLUMNS = {
  id: 'text',
  at: 'timestamptz',
  event: 'text',
  actor_kind: 'text',
  actor_id: 'text',
  subject_kind: 'text',
  subject_id: 'text',
  record: 'text',
} as const;

export type SeedActor = {
  kind: 'user' | 'api_key' | 'system';
  id: string;
  name: string;
  roles: readonly string[];
};

/** The row of a deed, as `writeAudit` writes it; a trigger links it into the chain. INVARIANT (every-change-audited) */
export function auditRow(
  dice: Dice,
  at: Date,
  actor: SeedActor,
  event: string,
  subject: { kind: string; id: string },
  details: Record<string, unknown>,
): BulkRow & { at: Date } {
  const id = dice.id('evt', at);
  const record = canonicalJson({
    v: 1,
    id,
    at: at.toISOString(),
    event,
    actor,
    subject,
    request_id: 'seed',
    details: JSON.parse(JSON.stringify(details)),
  });
  return {
    id,
    at,
    event,
    actor_kind: actor.kind,
    actor_id: actor.id,
    subject_kind: subject.kind,
    subject_id: subject.id,
    record,
  };
}
