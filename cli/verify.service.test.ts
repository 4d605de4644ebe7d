import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseEnvironment } from '@/lib/environment';
import { LedgerMaker } from '@/lib/ledger/made-ledger.fixture';
import { signerFromPem } from '@/lib/ledger/signing';
import type { Verification } from '@/lib/ledger/verification';
import { writeCheckpoint } from '@/lib/ledger/write-checkpoint';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Command, UsageError } from './command';
import { command as exportCommand } from './export';
import { command as verifyCommand } from './verify';

const signer = signerFromPem(
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
);
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cordon-verify-'));
let database: FreshDatabase;
let maker: LedgerMaker;

beforeAll(async () => {
  database = await freshDatabase();
  maker = new LedgerMaker(database.url);
  await maker.decide(LedgerMaker.writer(), 6);
  await writeCheckpoint(maker.pool, signer, dataDir);
});
afterAll(async () => {
  await maker.close();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function call(command: Command, ...args: string[]) {
  const out: string[] = [];
  const session = {
    environment: { ...parseEnvironment({}), dataDir },
    databaseUrl: async () => database.url,
    out: (text: string) => void out.push(text),
    say: () => {},
  };
  return { code: await command.run(args, session), out: out.join('\n') };
}

describe('cordon verify and export', () => {
  test('say that all is well, and what was compared', async () => {
    const { code, out } = await call(verifyCommand);
    expect(code).toBe(0);
    expect(out).toContain('6 decisions in 1 chains');
    expect(out).toContain('1 checkpoints were compared');
    const file = path.join(dataDir, 'all.ndjson.gz');
    expect((await call(exportCommand, '--out', file)).code).toBe(0);
    await expect(call(exportCommand, '--out', file)).rejects.toThrow('exists already');
    expect((await call(verifyCommand, '--export', file)).code).toBe(0);
  });

  test('name the first bad record, with exit code 1', async () => {
    const { rows } = await maker.pool.query('SELECT id FROM decisions WHERE seq = 3');
    await maker.pool.query(`BEGIN; SET LOCAL session_replication_role = replica;
      UPDATE decisions SET reason = 'x' WHERE seq = 3; COMMIT`);
    const { code, out } = await call(verifyCommand, '--json');
    expect(code).toBe(1);
    expect((JSON.parse(out) as Verification).first).toEqual({
      table: 'decisions',
      id: rows[0]?.id,
      what: 'column reason differs from its record',
    });
    expect((await call(verifyCommand)).out).toContain(`First bad record: decisions ${rows[0]?.id}`);
  });

  test('refuse what they do not understand', async () => {
    await expect(call(verifyCommand, '--exprot', 'x')).rejects.toThrow(UsageError);
    await expect(call(exportCommand)).rejects.toThrow(UsageError);
    await expect(call(exportCommand, '--out', 'x', '--from', 'yesterday')).rejects.toThrow(UsageError);
    await expect(call(verifyCommand, '--export', '/nowhere')).rejects.toThrow('does not exist');
  });
});
