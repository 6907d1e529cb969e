import { findBinary } from './find-binary.js';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of the browser for playwright-core's `executablePath`: CHROMIUM_PATH if given, else an installed one. @throws what to install. */
export function findChromium(): string {
  const given = process.env['CHROMIUM_PATH'];
  return findBinary(given ? [given] : names, 'chromium');
}

/** Arguments a headless Chromium needs when it runs as root or in a container. */
export const chromiumArgs =
  process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : ['--disable-dev-shm-usage'];
