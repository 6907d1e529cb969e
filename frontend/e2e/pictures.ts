/**
 * Pictures of the pages of a platform that has something to show: `npm run pictures [-- NAME …]`.
 *
 * Without a name those of the main pages, light, dark and on a phone, which `docs/pictures` keeps so that a review sees what a change
 * did. `-- all` takes every page in both themes, both widths and in German into `data/pictures`, as tall as what the page holds;
 * other names take the pages whose name has them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContextOptions, type Page } from 'playwright-core';
import { launchEmbedded } from '#libs/testing';
import { allPages } from './all-pages.js';
import { buildWeb, openBrowser, signIn } from './browser.js';
import { seed } from './seed.js';

interface Look extends BrowserContextOptions {
  language?: string;
}
const wide = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const kept: Record<string, Look> = {
  light: { ...wide, colorScheme: 'light' },
  dark: { ...wide, colorScheme: 'dark' },
  phone: { ...phone, colorScheme: 'light' },
};
const looks: Record<string, Look> = {
  ...kept,
  'phone-dark': { ...phone, colorScheme: 'dark' },
  german: { ...wide, colorScheme: 'light', language: 'de' },
  'phone-german': { ...phone, colorScheme: 'light', language: 'de' },
};
const main = [
  'home, a week',
  'workflows',
  'workflow',
  'runs',
  'succeeded run',
  'inbox',
  'agents',
  'agent',
  'tools',
  'reports',
  'members',
  'audit log',
];

const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
/** `--german` takes the pictures of this look alone. */
const only = process.argv.find((name) => name.startsWith('--'))?.slice(2);
const everything = names.length > 0;
const chosen = (name: string): boolean =>
  everything ? names.includes('all') || names.some((part) => name.includes(part)) : main.includes(name);

/** WebP is a tenth of PNG, and what reviews are shown in draws it. */
async function picture(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', everything ? {} : { format: 'webp', quality: 70 });
  writeFileSync(`${file}.${everything ? 'png' : 'webp'}`, Buffer.from(data, 'base64'));
  await session.detach();
}

/** As tall as what it holds, so that a long page is seen whole. */
async function grow(page: Page, width: number): Promise<void> {
  const hidden = await page.evaluate(() => {
    const content = document.getElementById('content');
    return content ? content.scrollHeight - content.clientHeight : 0;
  });
  const { height } = page.viewportSize() ?? { height: 800 };
  if (hidden > 0) await page.setViewportSize({ width, height: Math.min(height + hidden, 4000) });
}

buildWeb();
const platform = await launchEmbedded();
try {
  const seeded = await seed(platform.url);
  for (const [look, { language, ...options }] of Object.entries(everything ? looks : kept)) {
    if (only && only !== look) continue;
    const folder = join(everything ? 'data/pictures' : 'docs/pictures', look);
    mkdirSync(folder, { recursive: true });
    const browser = await openBrowser({ ...options, locale: 'en-GB', reducedMotion: 'reduce' });
    try {
      const page = browser.context.pages()[0] ?? (await browser.context.newPage());
      const { width, height } = options.viewport ?? wide.viewport;
      const take = async (name: string) => {
        if (everything) await grow(page, width);
        // Pictures and figures that count up come a moment after the words.
        await page.waitForTimeout(250);
        await picture(page, join(folder, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()));
        await page.setViewportSize({ width, height });
      };
      await signIn(page, platform.url, seeded.owner);
      if (language) await page.evaluate((value) => localStorage.setItem('aaas.language', value), language);
      for (const [name, [path, shows]] of Object.entries(allPages(seeded)).filter(([name]) => chosen(name))) {
        await page.goto(platform.url + path);
        const content = page.locator('#content').getByText(shows).and(page.locator(':visible')).first();
        // In another language the words are others; its title is there with the first answer.
        const there = language ? page.getByRole('heading', { level: 1 }).first() : content;
        await there.waitFor({ timeout: 10_000 }).catch(() => undefined);
        if (language) await page.waitForTimeout(400);
        await take(name);
      }
    } finally {
      await browser.close();
    }
  }
} finally {
  await platform.stop();
}
