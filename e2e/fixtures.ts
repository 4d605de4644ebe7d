import { randomBytes } from 'node:crypto';
import { type BrowserContext, test as base, type Page } from '@playwright/test';
import { SetPasswordOutput } from '@/lib/contract/session';
import { PasswordLinkView, UserView } from '@/lib/contract/user';
import type { PERSON_ROLES } from '@/lib/domain/role';
import { type AgentWish, type Bot, makeAgent } from './agent';
import { type Api, apiWith } from './api';
import { type Server, startServer } from './server';

export const expect = base.expect;

const SERVER_PATIENCE_MS = 240_000;

type PersonRole = (typeof PERSON_ROLES)[number];
type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Somebody who can sign in, and is known to one test alone. */
export type Person = { id: string; name: string; email: string; password: string };

/** Who serves the tests of a worker with one role: how they are signed in, and their browsers that nobody uses now. */
type Seat = { cookies: Cookies; idle: BrowserContext[] };

type Worker = {
  /** A Cordon of this worker's own. */
  server: Server;
  seats: Map<PersonRole, Seat>;
};
type Fixtures = {
  /** The HTTP API, as an admin. */
  api: Api;
  /** Makes somebody new, who has set a password with their one-time link. */
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
  seats: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its parameter
    async ({}, use) => {
      await use(new Map());
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  api: async ({ server }, use) => use(apiWith(server.url, server.key)),

  person: async ({ api, server }, use) => use((role) => makePerson(api, server.url, role)),

  signInAs: async ({ api, browser, seats }, use) => {
    const taken: { context: BrowserContext; seat: Seat }[] = [];
    await use(async (role) => {
      const seat = seats.get(role);
      const context = seat?.idle.pop() ?? (await browser.newContext());
      const page = await context.newPage();
      if (seat !== undefined) {
        await context.addCookies(seat.cookies);
        taken.push({ context, seat });
        return page;
      }
      await signInSomebody(api, page, role);
      const first: Seat = { cookies: await context.cookies(), idle: [] };
      seats.set(role, first);
      taken.push({ context, seat: first });
      return page;
    });
    for (const { context, seat } of taken) {
      if (await isCleared(context)) seat.idle.push(context);
      else await context.close();
    }
  },

  agent: async ({ api, server }, use) => use((wish) => makeAgent(api, server.url, wish)),
});

/**
 * Leaves nothing in a browser of what a test did in it, except what it has loaded of the console: that costs more
 * than most tests do. Answers whether that was possible; a new browser is as good.
 */
async function isCleared(context: BrowserContext): Promise<boolean> {
  const [page, ...others] = context.pages();
  if (page === undefined) return false;
  try {
    for (const other of others) await other.close();
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await page.close();
    await context.unrouteAll();
    await context.clearPermissions();
    await context.clearCookies();
    return true;
  } catch {
    return false;
  }
}

async function makePerson(api: Api, url: string, role: PersonRole): Promise<Person> {
  const { link, ...person } = await invite(api, role);
  const response = await fetch(`${url}/api/auth/set-password`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URL(link).searchParams.get('token'), password: person.password }),
  });
  SetPasswordOutput.parse(await response.json());
  return person;
}

/** Setting the password signs them in, on `page`. */
async function signInSomebody(api: Api, page: Page, role: PersonRole): Promise<void> {
  const { link, password } = await invite(api, role);
  await page.goto(link);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page).toHaveURL('/');
}

/** Somebody with a password in mind, and the link to set it by. */
async function invite(api: Api, role: PersonRole): Promise<Person & { link: string }> {
  const mark = randomBytes(4).toString('hex');
  const email = `${role}-${mark}@example.org`;
  const name = `${role[0]?.toUpperCase()}${role.slice(1)} ${mark}`;
  const { id } = await api.post('/api/v1/users', UserView, { email, name, roles: [role] });
  const { url: link } = await api.post(`/api/v1/users/${id}/reset-password`, PasswordLinkView);
  return { id, name, email, password: randomBytes(18).toString('base64url'), link };
}
