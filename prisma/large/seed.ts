import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '@/lib/db/migrate';
import { sha256Hex } from '@/lib/ledger/canonical';
import { loadSigner } from '@/lib/ledger/load-signer';
import { writeCheckpoint } from '@/lib/ledger/write-checkpoint';
import type { Caller } from '@/lib/pdp/call';
import { DatabaseClock } from '@/lib/pdp/clock';
import { FactStore } from '@/lib/pdp/fact-store';
import type { SeedActor } from './audit-rows';
import { updateRows } from './bulk';
import { PastDecider } from './decide-past';
import { Dice } from './dice';
import { planInventory } from './inventory';
import { sizeAt } from './size';
import { DAYS, planWork } from './work';
import { writeInventory } from './write-inventory';
import { writeStops } from './write-stops';
import { WorkWriter, type Written } from './write-work';

export type SeedOptions = {
  databaseUrl: string;
  dataDir: string;
  sharedSecret: string | null;
  scale: number;
  seed: number;
  /** Whether it may be added to an installation that is in use. */
  isSure: boolean;
  say: (line: string) => void;
};

/** Why an installation is not filled. */
export class InUseError extends Error {
  override name = 'InUseError';
}

/**
 * Fills an installation with a large inventory and ninety days of its decisions: for measuring, and for seeing what
 * lists feel like. The inventory and the past are planned by dice, so one number makes the same again; the
 * decisions are those that the rules give; and all is written in bulk, with every constraint and trigger in force.
 */
export async function seedLarge(options: SeedOptions): Promise<Written> {
  const { databaseUrl, dataDir, say } = options;
  await migrate(databaseUrl, { log: say });
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'cordon-seed-large',
    options: '-c statement_timeout=0 -c timezone=UTC -c synchronous_commit=off -c jit=off',
  });
  await client.connect();
  try {
    await refuseInUse(client, options);
    const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const now = new Date(Math.floor((rows[0]?.now ?? new Date()).getTime() / 1000) * 1000);
    const written = await write(client, options, now);
    say('Analysing');
    await client.query('VACUUM (ANALYZE)');
    // Everything that was dated back is sealed at once.
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    try {
      await writeCheckpoint(pool, loadSigner(dataDir, options.sharedSecret), dataDir, { everything: true });
    } finally {
      await pool.end();
    }
    return written;
  } finally {
    await client.end();
  }
}

async function write(client: pg.Client, options: SeedOptions, now: Date): Promise<Written> {
  const { say } = options;
  const size = sizeAt(options.scale);
  const dice = new Dice(options.seed);
  const inventory = planInventory(dice, size, now);
  say(
    `Writing ${inventory.agents.length} agents, ${inventory.tools.length} tools in ${inventory.systems.length} systems, ` +
      `${size.entitlements} entitlements`,
  );
  await writeInventory(client, dice, inventory, { contexts: size.contexts, now });
  const caller = await writeKey(client, dice, inventory.systems, now);
  await client.query('ANALYZE');

  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 2, options: '-c jit=off' });
  try {
    const store = await loadFacts(
      pool,
      inventory.agents.map(({ id }) => id),
    );
    await client.query('SELECT ensure_decision_partitions($1, 2)', [
      new Date(now.getTime() - (DAYS + 5) * 86_400_000),
    ]);
    const decider = new PastDecider({ store, caller, dice, people: inventory.people, now });
    const actor: SeedActor = { kind: 'api_key', id: caller.id, name: caller.name, roles: ['pep'] };
    const approver = inventory.admins[0]?.id ?? '';
    const writer = new WorkWriter({ client, dice, decider, actor, approver, now });
    let told = 0;
    for (const task of planWork(dice, inventory, size.decisions, now)) {
      await writer.add(task);
      if (writer.written.decisions - told < 100_000) continue;
      told = writer.written.decisions;
      say(`${told} of ${size.decisions} decisions`);
    }
    await writer.flush();
    const called = [...writer.lastCallAt].map(([id, at]) => ({ agent_id: id, last_call_at: at }));
    await updateRows(
      client,
      'agent_calls',
      'agent_id',
      { agent_id: 'text', last_call_at: 'timestamptz' },
      called,
    );
    await writeStops(client, dice, inventory, now);
    return writer.written;
  } finally {
    await pool.end();
  }
}

/** A large seed is for an installation in which nobody works. */
async function refuseInUse(client: pg.Client, { isSure }: SeedOptions): Promise<void> {
  const { rows } = await client.query<{ agents: string; isseeded: boolean }>(
    `SELECT count(*) FILTER (WHERE source <> 'demo') AS agents,
            EXISTS (SELECT 1 FROM audit_events WHERE event = 'system.created' AND record LIKE '%"request_id":"seed"%') AS isseeded
       FROM agents`,
  );
  if (rows[0]?.isseeded === true) throw new InUseError('A large seed is in this installation already.');
  if (Number(rows[0]?.agents) > 0 && !isSure) {
    throw new InUseError(
      'This installation has agents of its own. With --yes the seed is added to them, and stays.',
    );
  }
}

/** The key of the gateway that asked: nobody holds its value. */
async function writeKey(
  client: pg.Client,
  dice: Dice,
  systems: readonly { id: string }[],
  now: Date,
): Promise<Caller> {
  const [id, name, systemIds] = [
    dice.id('key', now),
    'Tool gateway (large seed)',
    systems.map((one) => one.id),
  ];
  const keyHash = sha256Hex(randomBytes(32).toString('hex'));
  await client.query(
    `INSERT INTO api_keys (id, name, key_hash, hint, roles, system_ids, created_at) VALUES ($1, $2, $3, 'none', '{pep}', $4, $5)`,
    [id, name, keyHash, systemIds, dice.before(now, 91, 92)],
  );
  return { kind: 'api_key', id, name, keyHash, systemIds, agentIds: [] };
}

async function loadFacts(pool: pg.Pool, agentIds: readonly string[]): Promise<FactStore> {
  const store = new FactStore(pool);
  await store.refreshConfig();
  const clock = new DatabaseClock();
  for (let from = 0; from < agentIds.length; from += 500) {
    await store.read(agentIds.slice(from, from + 500), [], clock);
  }
  return store;
}
