// A browser for the tests: the system's Chromium, or Playwright's own.
import { existsSync } from 'node:fs';
import { bin, capture, say } from './step.mjs';

const CHROMIUM = '/usr/bin/chromium';

/** Where the browser is; installs one when there is none. Null when that is not possible. */
export async function findBrowser() {
  if (existsSync(CHROMIUM)) return CHROMIUM;
  const installed = await playwrightBrowser();
  if (installed !== null) return installed;

  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('  Installing Chromium with apt-get …');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['install', '-y', '--no-install-recommends', 'chromium'];
    const first = await capture('apt-get', install, { env });
    if (first.code !== 0) {
      // The list of packages may be missing or old.
      await capture('apt-get', ['update'], { env });
      await capture('apt-get', install, { env });
    }
    if (existsSync(CHROMIUM)) return CHROMIUM;
  }
  say("  Installing Playwright's Chromium …");
  await capture(process.execPath, [bin('@playwright/test/cli.js'), 'install', 'chromium']);
  return playwrightBrowser();
}

export const browserProblem = () =>
  'There is no browser for the e2e tests. Install Chromium (apt-get install chromium) or run ' +
  '`npx playwright install chromium`.';

async function playwrightBrowser() {
  const { chromium } = await import('@playwright/test');
  const file = chromium.executablePath();
  return file !== '' && existsSync(file) ? file : null;
}
