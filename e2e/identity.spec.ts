import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Bot } from './agent';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

/** A process that holds a key of its own, and no key of ours. */
async function processOf(bot: Bot, url: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const assertion = () =>
    new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(bot.id)
      .setSubject(bot.id)
      .setAudience(url)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
  return {
    publicJwk: JSON.stringify(await exportJWK(publicKey)),
    /** A token for a new task; null when none is given. */
    token: async (): Promise<{ token: string; task: string } | null> => {
      const response = await fetch(`${url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: await assertion(),
          authorization_details: JSON.stringify([{ type: 'agent_task', purpose: 'Look something up' }]),
        }),
      });
      if (!response.ok) return null;
      const { access_token: token, authorization_details: details } = await response.json();
      return { token, task: details[0].identifier };
    },
    asks: async (token: string): Promise<number | boolean> => {
      const response = await fetch(`${url}/access/v1/evaluation`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          subject: { type: 'agent', id: bot.id },
          action: { name: 'tools/call' },
          resource: { type: 'tool', id: `${bot.system}/search` },
          context: { arguments: {} },
        }),
      });
      return response.ok ? (await response.json()).decision : response.status;
    },
  };
}

test('a process whose key is added gets a token, and removing the identity ends it at the next call', async ({
  signInAs,
  agent,
  server,
}) => {
  const bot = await agent();
  const workload = await processOf(bot, server.url);
  expect(await workload.token()).toBeNull();

  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}?tab=identity`);
  await page.getByRole('button', { name: 'Add identity' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an identity' });
  await dialog.getByLabel('Kind').selectOption('key');
  await dialog.getByLabel('Public key').fill('not a key');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByText('This is no JSON.')).toBeVisible();
  await dialog.getByLabel('Public key').fill(workload.publicJwk);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog).toBeHidden();

  const given = await workload.token();
  expect(given).not.toBeNull();
  expect(await workload.asks(given?.token ?? '')).toBe(true);

  await page.getByRole('button', { name: 'Remove' }).click();
  const remove = page.getByRole('dialog', { name: 'Remove the identity' });
  await remove.getByLabel('Reason').fill('The service is gone');
  await remove.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No identities')).toBeVisible();
  expect(await workload.asks(given?.token ?? '')).toBe(401);
  expect(await workload.token()).toBeNull();
});

test('an issuer is trusted, tested, and disabled with a reason', async ({ signInAs }) => {
  const page = await signInAs('admin');
  await page.goto('/issuers');
  await page.getByRole('button', { name: 'New issuer' }).click();
  const dialog = page.getByRole('dialog', { name: 'New issuer' });
  const mark = randomUUID().slice(0, 8);
  await dialog.getByLabel('Name').fill(`CI ${mark}`);
  await dialog.getByLabel('Issuer', { exact: true }).fill(`https://ci-${mark}.example.com`);
  await dialog.getByLabel('Address of its JWK set').fill('https://127.0.0.1:9/keys');
  await dialog.getByRole('button', { name: 'Trust' }).click();
  await expect(dialog).toBeHidden();

  const row = page.getByRole('row', { name: `CI ${mark}` });
  await expect(row.getByText('Trusted')).toBeVisible();
  // An address inside is not asked.
  await row.getByRole('button', { name: 'Test' }).click();
  await expect(row.getByText('Keys unread')).toBeVisible();
  await row.getByRole('button', { name: 'Disable' }).click();
  const disable = page.getByRole('dialog', { name: `Disable CI ${mark}` });
  await disable.getByLabel('Reason').fill('They lost their key');
  await disable.getByRole('button', { name: 'Disable' }).click();
  await expect(row.getByText('Disabled')).toBeVisible();
  await expectAccessible(page);
});
