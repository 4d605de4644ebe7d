import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CreateChannelInput } from '@/lib/contract/channel';
import { openDatabase } from '@/lib/db/client';
import { createChannel } from '@/lib/services/channel/create';
import { systemActor } from '@/lib/services/context';
import { openKeyring, provideKeyring } from '@/lib/vault/keyring';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import type { Planted } from '@/tests/support/bundle';
import { startTellerProcess, type TellerProcess } from '@/tests/support/tellers';
import { openWebhookReceiver, type WebhookReceiver } from '@/tests/support/webhook-receiver';
import { makeWorld, sql, withClient } from '@/tests/support/world';

const EVENTS = 60;
const KILLS = 5;
const SECRET = 'a shared secret that is long enough for tests';

let database: FreshDatabase;
let hook: WebhookReceiver;
let folder: string;
let task: { id: string; agent: string; tool: string };
beforeAll(async () => {
  vi.stubEnv('CORDON_OUTGOING_ALLOW', '127.0.0.1');
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-told-'));
  provideKeyring(openKeyring({ dataDir: folder, secret: SECRET, secretKeys: null }));
  database = await freshDatabase();
  const [cast] = await makeWorld(database.url, { casts: 1 });
  task = { id: cast?.task ?? '', agent: cast?.agent ?? '', tool: cast?.tool ?? '' };
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const env = () => ({
  DATABASE_URL: database.url,
  CORDON_OUTGOING_ALLOW: '127.0.0.1',
  CORDON_SECRET: SECRET,
  CORDON_DATA_DIR: folder,
});

/** A webhook that takes new escalations, on a receiver of its own. */
async function openChannel(): Promise<void> {
  hook = await openWebhookReceiver();
  const { prisma, close } = await openDatabase(database.url, { max: 2 });
  const actor = systemActor('test');
  const ctx = { actor, prisma, requestId: 'req_test', ifMatch: null, publicUrl: 'http://127.0.0.1' };
  await createChannel(
    ctx,
    CreateChannelInput.parse({ kind: 'webhook', name: 'hook', url: hook.url, kinds: ['escalation.created'] }),
  );
  await close();
}

/** As the live path does it; every third transaction is undone. */
async function escalate(name: string, i: number): Promise<void> {
  await withClient(database.url, async (client) => {
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO escalations (id, digest, task_id, agent_id, tool_id, arguments, reasons, decision_id, requested_at, expires_at)
       VALUES ('esc_' || lpad($1, 26, '0'), md5($1), $2, $3, $4, '{}', '{class_shift}', 'dec_' || lpad($1, 26, '0'),
               clock_timestamp(), clock_timestamp() + interval '1 hour')`,
      [`${name}${i}`, task.id, task.agent, task.tool],
    );
    await client.query(i % 3 === 2 ? 'ROLLBACK' : 'COMMIT');
  });
}

/** What a killed process had taken comes again after half a minute: the test does not wait so long. */
const hurry = () =>
  sql(
    database.url,
    `UPDATE deliveries SET due_at = least(due_at, now()) WHERE state = 'pending' AND last_attempt_at < now() - interval '3 seconds'`,
  );

async function play(name: string, planted: readonly Planted[] = [], kills = KILLS) {
  await sql(
    database.url,
    `UPDATE channels SET disabled_at = now() WHERE kind = 'webhook' AND disabled_at IS NULL`,
  );
  await openChannel();
  // Some are refused, some cut off, so that tries and kills meet.
  hook.answer(...Array.from({ length: 60 }, (_, i) => (i % 7 === 3 ? null : i % 5 === 2 ? 503 : 200)));
  let tellers: TellerProcess[] = await Promise.all([0, 1].map(() => startTellerProcess(env(), planted)));
  const committed = Array.from({ length: EVENTS }, (_, i) => i).filter((i) => i % 3 !== 2);
  try {
    for (let kill = 0, i = 0; i < EVENTS; i += 1) {
      await escalate(name, i);
      if (kill < kills && i % Math.floor(EVENTS / kills) === 0) {
        kill += 1;
        // In the middle of whatever they do: a message may be on its way.
        const release = hook.hold();
        await sleep(300 + ((kill * 137) % 900));
        await tellers[kill % 2]?.kill();
        release();
        tellers[kill % 2] = await startTellerProcess(env(), planted);
        await hurry();
      }
    }
    const until = Date.now() + 120_000;
    while (Date.now() < until) {
      const [row] = await sql(
        database.url,
        `SELECT count(*)::int AS n FROM outbox_events o WHERE fanned_out_at IS NULL
            OR EXISTS (SELECT FROM deliveries d WHERE d.event_id = o.id AND d.state = 'pending')`,
      );
      if (row?.n === 0) break;
      await hurry();
      await sleep(500);
    }
  } finally {
    await Promise.all(tellers.map((one) => one.kill()));
    tellers = [];
    await hook.close();
  }
  /** How often each escalation reached a receiver that drops ids it has had. */
  const seen = new Map<string, Set<string>>();
  const taken = new Set(hook.honoured());
  for (const { headers, body } of hook.received) {
    const id = String(headers['webhook-id']);
    if (!taken.has(id)) continue;
    const about: string = JSON.parse(body).data.escalation;
    seen.set(about, (seen.get(about) ?? new Set()).add(id));
  }
  const failed = await sql(
    database.url,
    `SELECT id, state, attempts, last_error FROM deliveries WHERE state <> 'delivered' AND channel_id NOT LIKE 'chn_0000%'`,
  );
  if (failed.length > 0) console.log(failed);
  return {
    lost: committed.filter((i) => !seen.has(`esc_${`${name}${i}`.padStart(26, '0')}`)),
    twice: [...seen.values()].filter((ids) => ids.size !== 1).length,
    undone: [...seen.keys()].filter((id) => Number(id.slice(4).replace(/^0*[a-z]/, '')) % 3 === 2).length,
    tries: hook.received.length,
  };
}

test('killed at any moment, with two of them at once: nothing lost, nothing twice, nothing that was undone', async () => {
  const { lost, twice, undone, tries } = await play('a');
  console.log(`${EVENTS} events, ${KILLS} kills, ${tries} tries`);
  expect({ lost, twice, undone }).toEqual({ lost: [], twice: 0, undone: 0 });
  expect(tries).toBeGreaterThan((EVENTS / 3) * 2);
});

const BUGS: readonly { what: string; planted: Planted; shows: 'lost' | 'twice' }[] = [
  {
    what: 'marked as told before it is told',
    shows: 'lost',
    planted: {
      file: 'lib/services/delivery/send-due.ts',
      find: 'SET attempts = d.attempts + 1,',
      replace: "SET state = 'delivered', ended_at = now(), attempts = d.attempts + 1,",
    },
  },
  {
    what: 'a new id for every try',
    shows: 'twice',
    planted: {
      file: 'lib/notify/send.ts',
      find: 'webhookHeaders(secret, id, now, body)',
      replace: 'webhookHeaders(secret, id + now.getTime(), now, body)',
    },
  },
];
test.each(BUGS)('the proof sees it: $what', async ({ planted, shows }) => {
  const result = await play(shows === 'lost' ? 'b' : 'c', [planted]);
  if (shows === 'lost') expect(result.lost.length).toBeGreaterThan(0);
  else expect(result.twice).toBeGreaterThan(0);
});
