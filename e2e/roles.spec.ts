import type { Page, Request } from '@playwright/test';
import type { Operation } from '@/lib/contract/operation';
import { operations } from '@/lib/contract/operations';
import { isPermitted } from '@/lib/domain/role';
import { silentControls } from './controls';
import { addressesOf, makeSomething, ROUTES } from './every-page';
import { expect, test } from './fixtures';

/** Ends the session that the other tests share. */
const NOT_PRESSED = /sign out/i;
const MOST_OF_A_PAGE = 40;
/** What is theirs to do: everybody may end a session of their own. */
const THEIR_OWN = '/settings/sessions "End…"';

const patternOf = ({ path }: Operation): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);

/** Whether an auditor may do what the request asks for: reading, or checking without changing. */
function isAllowedToAuditor(request: Request): boolean {
  const { pathname } = new URL(request.url());
  if (request.method() === 'GET' || !pathname.startsWith('/api/v1/')) return true;
  const asked = operations.find((one) => one.method === request.method() && patternOf(one).test(pathname));
  return asked?.permission === null || (asked !== undefined && isPermitted(asked.permission, ['auditor']));
}

/** The names of what can be pressed on the page, or in its open dialog; each once. */
const pressable = (page: Page, within: string) =>
  // What stands in the picture of a blast radius only leads on, to other pictures.
  page.locator(`${within} :is(button:not([data-node]), [role="switch"])`).evaluateAll((controls) => {
    const named = controls
      .filter((control) => control.checkVisibility() && control.getAttribute('aria-disabled') !== 'true')
      .filter((control) => !(control as HTMLButtonElement).disabled)
      .map((control) => (control.getAttribute('aria-label') ?? control.textContent ?? '').trim());
    return [...new Set(named)].filter((name) => name !== '');
  });

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('main .animate-pulse')).toHaveCount(0);
}

/** Presses everything on a page; answers which control asked for, or offered, what is not theirs. */
async function pressAll(page: Page, address: string): Promise<string[]> {
  const wrongs: string[] = [];
  let pressed = '';
  const note = (request: Request) => {
    if (!isAllowedToAuditor(request)) {
      wrongs.push(`${address}: "${pressed}" asks for ${request.method()} ${new URL(request.url()).pathname}`);
    }
  };
  page.on('request', note);
  await page.goto(address);
  await settled(page);
  wrongs.push(...(await silentControls(page)).map((html) => `${address}: does not say why: ${html}`));
  for (const name of (await pressable(page, 'main')).slice(0, MOST_OF_A_PAGE)) {
    if (NOT_PRESSED.test(name)) continue;
    pressed = name;
    const button = page
      .locator('main')
      .locator('button, [role="switch"]')
      .and(
        page.getByRole('button', { name, exact: true }).or(page.getByRole('switch', { name, exact: true })),
      )
      .first();
    if (!(await button.isVisible())) continue;
    await button.click();
    // What opens stands there after the next frame.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    const offered = page.locator(
      'dialog[open] :is(button[type="submit"], form button:not([type="button"])):not([aria-disabled="true"])',
    );
    if ((await offered.count()) > 0 && `${address} "${name}"` !== THEIR_OWN)
      wrongs.push(
        `${address}: "${name}" opens a form that can be sent: ${await offered.first().textContent()}`,
      );
    const hasMoved = new URL(page.url()).pathname !== new URL(address, page.url()).pathname;
    if (hasMoved || (await page.locator('dialog[open]').count()) > 0) {
      wrongs.push(
        ...(await silentControls(page)).map((html) => `${address}, "${name}": does not say why: ${html}`),
      );
      await page.goto(address);
      await settled(page);
    }
  }
  page.off('request', note);
  return wrongs;
}

test('an auditor can press everything on every page, changes nothing and is told why', async ({
  agent,
  api,
  server,
  signInAs,
}) => {
  test.setTimeout(600_000);
  const made = await makeSomething(api, await agent());
  const page = await signInAs('auditor');
  const wrongs: string[] = [];
  for (const route of ROUTES) {
    for (const { path } of await addressesOf(route, made, server))
      wrongs.push(...(await pressAll(page, path)));
  }
  expect(wrongs).toEqual([]);
});
