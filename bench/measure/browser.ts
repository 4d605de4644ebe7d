import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { z } from 'zod';
import { apiWith } from '@/e2e/api';
import { PasswordLinkView, UserView } from '@/lib/contract/user';
import type { Served } from './served';

const CHROMIUM = '/usr/bin/chromium';

export const openBrowser = (args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    ...(existsSync(CHROMIUM) && { executablePath: CHROMIUM }),
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', ...args],
  });

type ContextOptions = Parameters<Browser['newContext']>[0];
type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Makes an admin who is known to this run alone, and signs them in. */
export async function signIn(browser: Browser, { url, key }: Served): Promise<Session> {
  const api = apiWith(url, key);
  const email = `measure-${randomBytes(4).toString('hex')}@example.org`;
  const person = await api.post('/api/v1/users', UserView, { email, name: 'Kim Adler', roles: ['admin'] });
  const link = await api.post(`/api/v1/users/${person.id}/reset-password`, PasswordLinkView);
  const context = await browser.newContext({ baseURL: url, locale: 'en-GB', timezoneId: 'UTC' });
  const page = await context.newPage();
  await page.goto(link.url);
  await page.getByLabel('New password').fill(randomBytes(18).toString('base64url'));
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.waitForURL(`${url}/`);
  const session = await context.storageState();
  await context.close();
  return session;
}

export const CONTEXT = {
  locale: 'en-GB',
  timezoneId: 'UTC',
  reducedMotion: 'reduce',
} satisfies ContextOptions;

const Items = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });

/** The first of a list, for a page that shows one. */
export async function firstId({ url, key }: Served, path: string): Promise<string> {
  const { items } = await apiWith(url, key).get(path, Items);
  return items[0]?.id ?? '';
}
