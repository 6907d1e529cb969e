/**
 * How fast the canvas of a large workflow is, in headless Chromium without a graphics card: `node --import ./scripts/ts.mjs bench/canvas-speed.ts`.
 * Prints a JSON line per figure: frames a second while 500 steps are moved and
 * zoomed and one of them is dragged, milliseconds until another is selected by its key, and until 1,000 are open.
 */
import { execFileSync } from 'node:child_process';
import { chromium, type Page } from 'playwright-core';
import { createWorkflow, signUp } from '#libs/contracts';
import { ApiClient } from '#libs/client';
import { chromiumArgs, findChromium, launchEmbedded } from '#libs/testing';
import type { Definition } from '#libs/workflow';

const who = { email: 'bench@larkfield.example', password: 'correct-horse-battery' };
const kinds = ['data.set', 'ai.classify', 'flow.condition', 'notify.message'] as const;
const configs = {
  'data.set': { values: { a: 1 } },
  'ai.classify': { text: '{{ input.text }}', labels: ['a', 'b'] },
  'flow.condition': { if: true },
  'notify.message': { to: ['role:owner'], text: 'x' },
};

/** Columns of 25 steps, each connected to the one before. */
function grid(count: number): Definition {
  const rows = 25;
  const definition: Definition = {
    schemaVersion: 1,
    nodes: [{ id: 'start', kind: 'trigger.manual', config: {}, position: { x: 0, y: 0 } }],
    edges: [],
  };
  for (let index = 0; index < count - 1; index++) {
    const kind = kinds[index % kinds.length]!;
    const position = { x: 280 + Math.floor(index / rows) * 280, y: (index % rows) * 120 };
    definition.nodes.push({ id: `n${index}`, kind, name: `Step number ${index}`, config: configs[kind], position });
    definition.edges.push({ from: index < rows ? 'start' : `n${index - rows}`, to: `n${index}` });
  }
  return definition;
}

/** Frames a second while something goes on, and the 95th percentile of the time between two. */
async function frames(page: Page, act: () => Promise<void>): Promise<{ fps: number; slow: number }> {
  await page.evaluate(`
    globalThis.times = []; globalThis.on = true;
    const tick = (at) => { times.push(at); if (on) requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  `);
  await act();
  const times = await page.evaluate<number[]>('globalThis.on = false; times');
  const gaps = times.slice(1).map((at, index) => at - times[index]!);
  const sorted = gaps.toSorted((a, b) => a - b);
  const whole = times.at(-1)! - times[0]!;
  return { fps: (gaps.length / whole) * 1000, slow: sorted[Math.floor(sorted.length * 0.95)]! };
}

async function pan(page: Page): Promise<void> {
  // What runs in the page is text: this program knows nothing of a document.
  const at = await page.evaluate<{ x: number; y: number } | null>(`(() => {
    const box = document.querySelector('.react-flow').getBoundingClientRect();
    for (let y = box.top + 60; y < box.bottom - 200; y += 7)
      for (let x = box.left + 300; x < box.right - 300; x += 7)
        if (document.elementFromPoint(x, y)?.classList.contains('react-flow__pane')) return { x, y };
    return null;
  })()`);
  if (!at) throw new Error('there is no free place on the canvas');
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  for (let move = 0; move < 90; move++) {
    await page.mouse.move(at.x + Math.sin(move / 9) * 200, at.y + move * 2);
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

async function zoom(page: Page): Promise<void> {
  await page.mouse.move(700, 450);
  for (let turn = 0; turn < 60; turn++) {
    await page.mouse.wheel(0, turn < 30 ? -60 : 60);
    await page.waitForTimeout(16);
  }
}

/** The step nearest to the middle of the canvas. */
const middle = (page: Page) =>
  page.evaluate<{ x: number; y: number }>(`(() => {
    const box = document.querySelector('.react-flow').getBoundingClientRect();
    const far = ({ x, y }) => Math.hypot(x - (box.left + box.right) / 2, y - (box.top + box.bottom) / 2);
    return [...document.querySelectorAll('.react-flow__node-step')]
      .map((step) => step.getBoundingClientRect())
      .map(({ left, top, width, height }) => ({ x: left + width / 2, y: top + height / 2 }))
      .sort((a, b) => far(a) - far(b))[0];
  })()`);

async function drag(page: Page): Promise<void> {
  const at = await middle(page);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  for (let move = 0; move < 90; move++) {
    await page.mouse.move(at.x + Math.sin(move / 9) * 120, at.y + Math.cos(move / 9) * 80);
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

/** Milliseconds from pressing a key until what it changed is painted: half of them took no longer. */
async function latency(page: Page): Promise<number> {
  const at = await middle(page);
  await page.keyboard.down('Control');
  await page.mouse.click(at.x, at.y);
  await page.keyboard.up('Control');
  await page.evaluate(`
    globalThis.waits = [];
    document.addEventListener('keydown', ({ timeStamp }) =>
      requestAnimationFrame(() => setTimeout(() => waits.push(performance.now() - timeStamp))), true);
  `);
  for (let press = 0; press < 20; press++) {
    await page.keyboard.press(press % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
    await page.waitForTimeout(120);
  }
  const waits = await page.evaluate<number[]>('waits');
  return waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)]!;
}

const say = (figure: string, values: number[], unit: string) => {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value: number) => Math.round(value * 10) / 10;
  const [value, min, max] = [sorted[Math.floor(sorted.length / 2)]!, sorted[0]!, sorted.at(-1)!].map(round);
  process.stdout.write(`${JSON.stringify({ bench: 'canvas', figure, value, unit, min, max, runs: values.length })}\n`);
};

async function open(page: Page, url: string, name: string): Promise<number> {
  await page.goto(`${url}/workflows`);
  const link = page.getByRole('link', { name });
  await link.waitFor();
  const before = Date.now();
  await link.click();
  await page.locator('.react-flow__node').first().waitFor();
  return Date.now() - before;
}

execFileSync(process.execPath, ['scripts/build.mjs', 'web'], { stdio: 'ignore' });
const platform = await launchEmbedded();
const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArgs, '--disable-gpu'] });
try {
  const api = new ApiClient(platform.url);
  const session = await api.call(signUp, { body: { ...who, name: 'Bench', companyName: 'Bench' } });
  api.authorize(session.accessToken);
  for (const [name, count] of [
    ['Five hundred', 500],
    ['A thousand', 1000],
    ['Three', 3],
  ] as const)
    await api.call(createWorkflow, { body: { name, definition: grid(count) } });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(60_000);
  await page.goto(`${platform.url}/sign-in`);
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await open(page, platform.url, 'Three');
  const [moved, zoomed, dragged, waited]: number[][] = [[], [], [], []] as const;
  for (let run = 0; run < 3; run++) {
    await open(page, platform.url, 'Five hundred');
    await page.waitForTimeout(1000);
    moved.push((await frames(page, () => pan(page))).fps);
    zoomed.push((await frames(page, () => zoom(page))).fps);
    dragged.push((await frames(page, () => drag(page))).fps);
    waited.push(await latency(page));
  }
  say('pan_500', moved, 'frames/s');
  say('zoom_500', zoomed, 'frames/s');
  say('drag_500', dragged, 'frames/s');
  say('select_500', waited, 'ms');
  const opened: number[] = [];
  for (let run = 0; run < 3; run++) opened.push(await open(page, platform.url, 'A thousand'));
  say('open_1000', opened, 'ms');
} finally {
  await browser.close();
  await platform.stop();
}
