import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './fixtures';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

const THEMES: readonly ('light' | 'dark')[] = ['light', 'dark'];
/** Colours are the same on a phone, and are judged on a desk. */
const isNarrow = (page: Page): boolean => (page.viewportSize()?.width ?? Number.POSITIVE_INFINITY) < 640;

/** No violation of WCAG 2.0 to 2.2, A and AA, in the light theme or the dark one, as the page stands now. */
export async function expectAccessible(
  page: Page,
  themes = isNarrow(page) ? (['light'] as const) : THEMES,
): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Colours that are still on their way to the other theme are nobody's to read.
    await page.evaluate(async () => {
      const finite = document
        .getAnimations()
        .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
      await Promise.all(finite.map((one) => one.finished.catch(() => {})));
    });
    // There are no frames, so the page itself can sum up what was found: otherwise another page is opened for it.
    // Everything is judged; only what is wrong is described, as nothing else is read.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
    // A phone's bars stand over whatever is scrolled below them, and what is left in sight of a button is then small.
    if (isNarrow(page)) axe.disableRules(['target-size', ...COLOUR_RULES]);
    // A theme is another set of colours and nothing else: the rest has been judged in the light one.
    const { violations } = await (colorScheme === 'light'
      ? axe.withTags(RULES)
      : axe.withRules(COLOUR_RULES)
    ).analyze();
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`);
    expect(told, `in the ${colorScheme} theme`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}
