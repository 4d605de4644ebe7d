import type { Page } from '@playwright/test';

/** Every control that is switched off without a word of why. */
export const silentControls = (page: Page): Promise<string[]> =>
  page.locator('button[aria-disabled="true"], a[aria-disabled="true"]').evaluateAll((controls) =>
    controls
      .filter((control) => {
        if (control.getAttribute('aria-busy') === 'true') return false;
        const ids = control.getAttribute('aria-describedby')?.split(/\s+/) ?? [];
        return !ids.some((id) => document.getElementById(id)?.textContent?.trim());
      })
      .map((control) => control.outerHTML.slice(0, 200)),
  );
