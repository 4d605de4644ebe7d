import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from './fixtures';

test('the demo agent is allowed, needs a person, and is denied', async ({ server, signInAs }) => {
  test.setTimeout(240_000);
  // Rejects unless the exit code is 0.
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/demo.mjs'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, CORDON_URL: server.url, CORDON_DATA_DIR: server.dataDir },
  });
  for (const outcome of ['allow (', 'escalate (', 'deny (']) expect(stdout).toContain(outcome);

  const printed = stdout.match(/http:\/\/\S+\/decisions\/\S+/g) ?? [];
  expect(printed.length).toBeGreaterThanOrEqual(6);
  const page = await signInAs('auditor');
  await page.goto(printed.at(-1) ?? '');
  await expect(page.getByRole('main')).toContainText('demo-file-agent');
});
