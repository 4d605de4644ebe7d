import { randomBytes } from 'node:crypto';
import { type BrowserContext, test as base, type Page } from '@playwright/test';
import { PasswordLinkView, UserView } from '@/lib/contract/user';
import type { PERSON_ROLES } from '@/lib/domain/role';
import { type AgentWish, type Bot, makeAgent } from './agent';
import { type Api, apiWith } from './api';
import { type Server, startServer } from './server';

export const expect = base.expect;

const SERVER_PATIENCE_MS = 240_000;

type PersonRole = (typeof PERSON_ROLES)[number];
type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Somebody who can sign in, and is known to one test alone. */
export type Person = { id: string; name: string; email: string; password: string };

type Worker = {
  /** A Cordon of this worker's own. */
  server: Server;
  sessions: Map<PersonRole, StorageState>;
};
type Fixtures = {
  /** The HTTP API, as an admin. */
  api: Api;
  /** Makes somebody new, who has set a password on the page behind their one-time link. */
  person(role: PersonRole): Promise<Person>;
  /** A page on which somebody with this role is signed in. One person serves all tests: do not sign them out. */
  signInAs(role: PersonRole): Promise<Page>;
  agent(wish?: AgentWish): Promise<Bot>;
};

export const test = base.extend<Fixtures, Worker>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its parameter
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: SERVER_PATIENCE_MS },
  ],
  sessions: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its parameter
    async ({}, use) => {
      await use(new Map());
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  api: async ({ server }, use) => use(apiWith(server.url, server.key)),

  person: async ({ api, browser }, use) => {
    await use(async (role) => {
      const context = await browser.newContext();
      try {
        return await makePerson(api, await context.newPage(), role);
      } finally {
        await context.close();
      }
    });
  },

  signInAs: async ({ api, browser, sessions }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (role) => {
      const storageState = sessions.get(role);
      const context = await browser.newContext({ ...(storageState !== undefined && { storageState }) });
      contexts.push(context);
      const page = await context.newPage();
      if (storageState === undefined) {
        await makePerson(api, page, role);
        sessions.set(role, await context.storageState());
      }
      return page;
    });
    for (const context of contexts) await context.close();
  },

  agent: async ({ api, server }, use) => use((wish) => makeAgent(api, server.url, wish)),
});

/** Setting the password signs them in, on `page`. */
async function makePerson(api: Api, page: Page, role: PersonRole): Promise<Person> {
  const mark = randomBytes(4).toString('hex');
  const email = `${role}-${mark}@example.org`;
  const name = `${role[0]?.toUpperCase()}${role.slice(1)} ${mark}`;
  const { id } = await api.post('/api/v1/users', UserView, { email, name, roles: [role] });
  const link = await api.post(`/api/v1/users/${id}/reset-password`, PasswordLinkView);
  const password = randomBytes(18).toString('base64url');
  await page.goto(link.url);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page).toHaveURL('/');
  return { id, name, email, password };
}
