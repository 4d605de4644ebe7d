import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

async function signIn(page: Page, email: string, password: string) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('a wrong password and an unknown address are told in the same words', async ({ page, person }) => {
  const { email } = await person('auditor');
  await page.goto('/sign-in');
  await signIn(page, email, 'not the password at all');
  const alert = page.getByRole('main').getByRole('alert');
  await expect(alert).toBeVisible();
  const told = await alert.textContent();

  await page.reload();
  await signIn(page, `nobody-${Date.now()}@example.org`, 'not the password at all');
  await expect(alert).toHaveText(told ?? '');
  await expect(page).toHaveURL('/sign-in');
});

test('signing in leads back to the page that was asked for', { tag: '@phone' }, async ({ page, person }) => {
  const { email, password } = await person('auditor');
  await page.goto('/escalations?state=pending');
  await expect(page).toHaveURL(/\/sign-in\?/);
  await signIn(page, email, password);
  await expect(page).toHaveURL('/escalations?state=pending');
  await expect(page.getByRole('heading', { level: 1, name: 'Escalations' })).toBeVisible();
});

test('signing out ends the session at once, in every tab', async ({ context, page, person }) => {
  const { name, email, password } = await person('auditor');
  await page.goto('/sign-in');
  await signIn(page, email, password);
  await expect(page).toHaveURL('/');
  const other = await context.newPage();
  await other.goto('/escalations');
  await expect(other.getByRole('heading', { level: 1, name: 'Escalations' })).toBeVisible();
  const cookies = await context.cookies();

  await page.getByRole('button', { name }).click();
  await page.getByText('Sign out').click();
  await expect(page).toHaveURL(/\/sign-in/);

  // It may be on its way there by itself, which breaks off where it is sent.
  await other.reload().catch(() => null);
  await expect(other).toHaveURL(/\/sign-in/);
  // A copy of the cookie is worth nothing either.
  await context.addCookies(cookies);
  await other.goto('/');
  await expect(other).toHaveURL(/\/sign-in/);
});
