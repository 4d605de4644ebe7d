import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures';

const MOST_STOPS = 80;

/** Goes on from stop to stop, as somebody without a mouse does, until `target` has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${target}`);
}
