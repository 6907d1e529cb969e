import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { launchEmbedded, type ServiceProcess } from '#libs/testing';
import { allPages } from './all-pages.js';
import { buildWeb, complaintsOf, openBrowser, signIn, violationsOf } from './browser.js';
import { seed, type Seed } from './seed.js';

/** Every page, in both themes, wide and narrow: opens, complains about nothing, and keeps to the accessibility rules. */
let platform: ServiceProcess;
let seeded: Seed;

beforeAll(async () => {
  buildWeb();
  platform = await launchEmbedded();
  seeded = await seed(platform.url);
}, 180_000);
afterAll(() => platform?.stop());

const open = async (page: Page, name: string) => {
  const [path, shows] = allPages(seeded)[name] ?? ['/', ''];
  await page.goto(platform.url + path);
  await page.locator('#content').getByText(shows).and(page.locator(':visible')).first().waitFor({ timeout: 20_000 });
};

describe.each([
  ['wide, light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['narrow, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true }],
] as const)('every page, %s', (_, look) => {
  it('opens without complaint', async () => {
    const browser = await openBrowser(look);
    try {
      const page = browser.context.pages()[0] ?? (await browser.context.newPage());
      const complaints = complaintsOf(page);
      const wrong: Record<string, string[]> = {};
      for (const path of ['/sign-in', '/sign-up', '/forgot-password', '/reset-password#a', '/verify-email#a']) {
        await page.goto(platform.url + path);
        await page.getByRole('button').first().waitFor();
        wrong[path] = [...complaints.splice(0), ...(await violationsOf(page))];
      }
      await signIn(page, platform.url, seeded.owner);
      for (const name of Object.keys(allPages(seeded))) {
        const narrow = look.viewport.width < 640;
        if (narrow && ['workflow', 'waiting run', 'failed run', 'succeeded run', 'inbox'].includes(name)) continue;
        const shown = await open(page, name).then(
          () => [],
          () => ['its content did not come'],
        );
        wrong[name] = [...shown, ...complaints.splice(0), ...(await violationsOf(page))];
      }
      expect(Object.fromEntries(Object.entries(wrong).filter(([, found]) => found.length > 0))).toEqual({});
    } finally {
      await browser.close();
    }
  }, 300_000);
});

it('loads less than 250 kB of compressed script for the first page, be it the sign-in or Home', async () => {
  const browser = await openBrowser();
  try {
    // What is fetched once a page has settled is not part of its load.
    await browser.context.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));
    const loads = async (path: string, shown: (page: Page) => Promise<void>): Promise<number> => {
      const page = await browser.context.newPage();
      const sizes: number[] = [];
      const bodies: Promise<void>[] = [];
      page.on('response', (response) => {
        if (response.url().endsWith('.js') && !response.url().endsWith('/theme.js'))
          bodies.push(response.body().then((body) => void sizes.push(gzipSync(body).length)));
      });
      await page.goto(platform.url + path);
      await shown(page);
      await Promise.all(bodies);
      await page.close();
      return sizes.reduce((sum, size) => sum + size, 0);
    };
    expect(await loads('/sign-in', (page) => page.getByRole('button', { name: 'Sign in' }).waitFor())).toBeLessThan(
      250_000,
    );
    const page = await browser.context.newPage();
    await signIn(page, platform.url, seeded.owner);
    await page.close();
    expect(await loads('/', (home) => home.getByText('Invoice intake').first().waitFor())).toBeLessThan(250_000);
  } finally {
    await browser.close();
  }
}, 120_000);
