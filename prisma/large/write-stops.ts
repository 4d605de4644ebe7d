import type pg from 'pg';
import { secondsAfter } from '@/lib/domain/grant';
import { AUDIT_COLUMNS, auditRow, type SeedActor } from './audit-rows';
import { type BulkRow, insertRows } from './bulk';
import type { Dice } from './dice';
import type { Inventory } from './inventory';

const COLUMNS = {
  id: 'text',
  kind: 'stop_kind',
  target_id: 'text',
  reason: 'text',
  created_by: 'text',
  created_at: 'timestamptz',
  released_by: 'text',
  released_at: 'timestamptz',
  release_reason: 'text',
  revision: 'int',
};

/** Stops of the past, and a few that are still on: one in ten. */
export async function writeStops(
  client: pg.Client,
  dice: Dice,
  { agents, tools, admins }: Inventory,
  now: Date,
): Promise<void> {
  const count = Math.max(4, Math.round(agents.length / 200));
  const targets = new Set<string>();
  const stops: BulkRow[] = [];
  const audits: (BulkRow & { at: Date })[] = [];
  for (let i = 0; i < count; i += 1) {
    const isTool = dice.chance(0.3);
    const target = isTool ? dice.pick(tools).id : dice.pick(agents).id;
    if (targets.has(target)) continue;
    targets.add(target);
    const [admin, at, isOpen] = [dice.pick(admins), dice.before(now, 0.1, 89), i % 10 === 0];
    const releasedAt = isOpen ? null : secondsAfter(at, dice.between(120, 7200));
    const id = dice.id('stp', at);
    const reason = 'It asked for more than anybody had meant';
    stops.push({
      id,
      kind: isTool ? 'tool' : 'agent',
      target_id: target,
      reason,
      created_by: admin.id,
      created_at: at,
      released_by: isOpen ? null : admin.id,
      released_at: releasedAt,
      release_reason: isOpen ? null : 'Looked into: it is mended',
      revision: isOpen ? 1 : 2,
    });
    const actor: SeedActor = { kind: 'user', id: admin.id, name: admin.name, roles: admin.roles };
    const subject = { kind: 'stop', id };
    audits.push(
      auditRow(dice, at, actor, 'stop.created', subject, { kind: isTool ? 'tool' : 'agent', target, reason }),
    );
    if (releasedAt !== null) audits.push(auditRow(dice, releasedAt, actor, 'stop.released', subject, {}));
  }
  await insertRows(client, 'stops', COLUMNS, stops);
  await insertRows(client, 'audit_events', AUDIT_COLUMNS, audits);
}
