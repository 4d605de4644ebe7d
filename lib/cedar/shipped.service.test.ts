import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase } from '@/tests/setup/database';
import { shippedTexts } from './shipped.fixture';

test('a new database enforces what is shipped, text by text, as first versions', async () => {
  const fresh = await freshDatabase();
  const client = new pg.Client({ connectionString: fresh.url });
  try {
    await client.connect();
    const { rows } = await client.query(
      'SELECT guardrail, version, state, text FROM guardrail_versions ORDER BY guardrail',
    );
    const shipped = [...shippedTexts].map(([guardrail, text]) => ({
      guardrail,
      version: 1,
      state: 'enforced',
      text,
    }));
    expect(rows).toEqual(shipped);
  } finally {
    await client.end();
    await fresh.drop();
  }
});
