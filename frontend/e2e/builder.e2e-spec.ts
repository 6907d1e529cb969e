import type { Locator, Page } from 'playwright-core';
import { createWorkflow, getWorkflow, pinSample, signUp } from '#libs/contracts';
import { ApiClient } from '#libs/client';
import { launchEmbedded, type ServiceProcess } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { buildWeb, complaintsOf, openBrowser, signIn, violationsOf } from './browser.js';
import { refunds } from './definitions.js';

/** The builder in a real browser: built by keyboard, by pointer, by two people at once. */
let platform: ServiceProcess;
let api: ApiClient;
const who = { email: 'mara@larkfield.example', password: 'correct-horse-battery' };

beforeAll(async () => {
  buildWeb();
  platform = await launchEmbedded();
  api = new ApiClient(platform.url);
  const session = await api.call(signUp, { body: { ...who, name: 'Mara Lindqvist', companyName: 'Larkfield Supply' } });
  api.authorize(session.accessToken);
}, 240_000);
afterAll(() => platform?.stop());
jest.setTimeout(120_000);

const browsers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close();
});

async function person(): Promise<{ page: Page; complaints: string[] }> {
  const browser = await openBrowser();
  browsers.push(browser);
  const page = await browser.context.newPage();
  page.setDefaultTimeout(15_000);
  await signIn(page, platform.url, who);
  return { page, complaints: complaintsOf(page) };
}

const step = (page: Page, name: string): Locator => page.locator('.react-flow__node').filter({ hasText: name }).first();
const saved = (page: Page) => page.getByText(/^Saved/).waitFor();
const panel = (page: Page) => page.getByRole('region', { name: /^Step:/ });
const pick = async (page: Page, what: string) => {
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type(what);
  await page.keyboard.press('Enter');
};
const make = async (name: string) => {
  const { id } = await api.call(createWorkflow, { body: { name, definition: refunds } });
  return { id, url: `${platform.url}/workflows/${id}` };
};
const draftOf = async (id: string) => (await api.call(getWorkflow, { params: { id } })).definition;
const middle = async (locator: Locator) => {
  const box = (await locator.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
const drag = async (page: Page, from: { x: number; y: number }, to: { x: number; y: number }) => {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 12, from.y + 12, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
};

it('builds, tests, publishes and runs by keyboard alone', async () => {
  const { page, complaints } = await person();
  await page.goto(`${platform.url}/workflows`);
  await page.getByRole('button', { name: 'New workflow' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await page.getByText('How does it start?').waitFor();
  expect(await violationsOf(page)).toEqual([]);

  await page.keyboard.press('n');
  await pick(page, 'hand');
  await panel(page).waitFor();
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'detached' });
  await page.keyboard.press('n');
  await pick(page, 'set values');
  await page.locator('.react-flow__edge').waitFor({ state: 'attached' });
  await step(page, 'Values is missing').waitFor();

  await panel(page).getByRole('button', { name: 'Add a value' }).focus();
  await page.keyboard.press('Enter');
  const value = panel(page).getByRole('textbox', { name: 'Value of name' });
  await value.focus();
  await page.keyboard.type('seven is {{ 3 + 4');
  await panel(page).getByText('“seven is 7”').waitFor();
  await saved(page);
  expect(await violationsOf(page)).toEqual([]);

  // Out of the field, then the keys of the canvas.
  await panel(page).getByRole('button', { name: 'Close' }).focus();
  await page.keyboard.press('t');
  await panel(page).getByText('Succeeded').waitFor();
  await page.keyboard.press('p');
  await step(page, 'Sample pinned').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowLeft');
  await page.locator('.react-flow__node.selected').filter({ hasText: 'Started by hand' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.locator('.react-flow__node.selected').filter({ hasText: 'Set values' }).waitFor();
  await page.keyboard.press('Control+d');
  expect(await page.locator('.react-flow__node').count()).toBe(3);
  await page.keyboard.press('Control+z');
  await expectCount(page.locator('.react-flow__node'), 2);
  await page.keyboard.press('Control+Shift+z');
  await expectCount(page.locator('.react-flow__node'), 3);
  await page.keyboard.press('Control+z');
  await saved(page);

  await page.getByRole('button', { name: 'Publish' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('What changed').focus();
  await page.keyboard.type('The first');
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Version 1 is published').first().waitFor();
  await page.locator('.react-flow__node').first().focus();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Start run' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/runs\/run_/);
  await page.getByText('Succeeded').first().waitFor();
  expect(complaints).toEqual([]);
});

const expectCount = async (locator: Locator, count: number) => {
  for (let tries = 0; tries < 50 && (await locator.count()) !== count; tries++)
    await locator.page().waitForTimeout(100);
  expect(await locator.count()).toBe(count);
};

it('connects, refuses, inserts and deletes by pointer, and keeps the neighbours together', async () => {
  const { page, complaints } = await person();
  const { id, url } = await make('By pointer');
  await page.goto(url);
  await step(page, 'Tell engineering').waitFor();
  const expired = step(page, 'Refund sign-off').locator('[data-handleid=expired]');
  await drag(page, await middle(expired), await middle(step(page, 'Tell the owner')));
  await saved(page);
  expect((await draftOf(id)).edges).toContainEqual({ from: 'signOff', port: 'expired', to: expect.any(String) });

  await drag(page, await middle(expired), await middle(step(page, 'What is it about?')));
  await page.getByText('This would go round in a circle').first().waitFor();
  expect((await draftOf(id)).edges).not.toContainEqual(expect.objectContaining({ to: 'topic', from: 'signOff' }));

  const [a, b] = [await middle(step(page, 'Ticket received')), await middle(step(page, 'What is it about?'))];
  await page.mouse.move((a.x + b.x) / 2, a.y);
  await page.getByRole('button', { name: 'Add a step here' }).click();
  await pick(page, 'transform');
  await step(page, 'Transform').waitFor();
  await saved(page);
  expect((await draftOf(id)).edges).toEqual(
    expect.arrayContaining([
      { from: 'start', to: 'transform' },
      { from: 'transform', to: 'topic' },
    ]),
  );
  await page.keyboard.press('Escape');
  await page.keyboard.press('Delete');
  await step(page, 'Transform').waitFor({ state: 'detached' });
  await saved(page);
  expect((await draftOf(id)).edges).toContainEqual({ from: 'start', to: 'topic' });

  // A step that is dropped on a free place keeps it, and so do all others.
  const from = await middle(step(page, 'Tell engineering'));
  await drag(page, { x: from.x, y: from.y - 10 }, { x: from.x - 90, y: from.y + 160 });
  await saved(page);
  expect((await draftOf(id)).nodes.every(({ position }) => position)).toBe(true);
  expect(complaints).toEqual([]);
});

it('copies steps as text from one workflow into another', async () => {
  const { page } = await person();
  const [from, to] = [await make('Copied from'), await make('Copied to')];
  await page.goto(from.url);
  await step(page, 'What is it about?').click();
  await page.keyboard.press('Escape');
  await page.locator('.react-flow__node:focus').filter({ hasText: 'What is it about?' }).waitFor();
  await page.keyboard.press('Control+c');
  await page.getByText('1 step copied').first().waitFor();
  await page.goto(to.url);
  await step(page, 'What is it about?').waitFor();
  await page.keyboard.press('Control+v');
  await expectCount(page.locator('.react-flow__node').filter({ hasText: 'What is it about?' }), 2);
  await saved(page);
  expect((await draftOf(to.id)).nodes.map(({ id }) => id)).toContain('topic2');
});

it('brings the changes of two people together, and asks where both changed the same', async () => {
  const [one, other] = [await person(), await person()];
  const { id, url } = await make('Two people');
  for (const { page } of [one, other]) {
    await page.goto(url);
    await step(page, 'Route by topic').waitFor();
  }
  const rename = async (page: Page, from: string, to: string) => {
    await step(page, from).click();
    await page.getByLabel('Name of the step').fill(to);
  };
  await rename(one.page, 'Tell engineering', 'Tell the engineers');
  await saved(one.page);
  await rename(other.page, 'Draft an answer', 'Draft a reply');
  await step(other.page, 'Tell the engineers').waitFor();
  await saved(other.page);
  const names = (await draftOf(id)).nodes.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['Tell the engineers', 'Draft a reply']));

  await rename(other.page, 'Route by topic', 'Their way');
  await saved(other.page);
  await rename(one.page, 'Route by topic', 'My way');
  const dialog = one.page.getByRole('dialog');
  await dialog.getByText('Somebody else changed the same thing').waitFor();
  await dialog.getByText('Their way').waitFor();
  expect(await violationsOf(one.page)).toEqual([]);
  expect((await draftOf(id)).nodes.find(({ id: node }) => node === 'route')?.name).toBe('Their way');
  await dialog.getByRole('button', { name: 'Keep what is chosen' }).click();
  await saved(one.page);
  const merged = await draftOf(id);
  expect(merged.nodes.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['My way', 'Draft a reply', 'Tell the engineers']),
  );
  // One step back takes back what was done here, and leaves what the other person did.
  await one.page.getByRole('button', { name: /^Undo/ }).click();
  await saved(one.page);
  expect((await draftOf(id)).nodes.map(({ name }) => name)).toContain('Draft a reply');
});

it('shows what differs before it publishes', async () => {
  const { page } = await person();
  const { url } = await make('Compared');
  await page.goto(url);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 1 is published').first().waitFor();
  await step(page, 'Tell engineering').click();
  await page.getByLabel('Name of the step').fill('Tell the engineers');
  await saved(page);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'v1 compared with Draft' }).waitFor();
  await page.getByText('1 step changed').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 2 is published').first().waitFor();
});

it('tests the item that is chosen, keeps the widths of panes, takes a step as text, and finds it from anywhere', async () => {
  const { page, complaints } = await person();
  const definition: Definition = {
    schemaVersion: 1,
    nodes: [
      { id: 'start', kind: 'trigger.manual', config: {} },
      { id: 'each', name: 'Each order', kind: 'flow.map', config: { items: '{{ input.orders }}' } },
      {
        id: 'inner',
        name: 'Name it',
        kind: 'data.set',
        parent: 'each',
        config: { values: { label: 'order {{ item.id }}' } },
      },
    ],
    edges: [{ from: 'start', to: 'each' }],
  };
  const { id } = await api.call(createWorkflow, { body: { name: 'Items', definition } });
  const orders = ['A-7', 'B-8', 'C-9'].map((order) => ({ id: order }));
  await api.call(pinSample, { params: { id, node: 'start' }, body: { output: { orders } } });
  await page.goto(`${platform.url}/workflows/${id}?node=inner`);

  await panel(page).getByText('“order A-7”').waitFor();
  await panel(page).getByText('of 3 items').waitFor();
  await panel(page).getByRole('button', { name: 'Next item' }).click();
  await panel(page).getByText('“order B-8”').waitFor();
  await panel(page).getByRole('textbox', { name: 'Number of the item' }).fill('3');
  await page.keyboard.press('Enter');
  await panel(page).getByRole('button', { name: 'Test step' }).click();
  await panel(page).getByRole('region', { name: 'Output' }).getByText('order C-9').first().waitFor();

  const border = panel(page).getByRole('separator', { name: 'Width of the input' });
  const before = Number(await border.getAttribute('aria-valuenow'));
  await border.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(Number(await border.getAttribute('aria-valuenow'))).toBe(before + 4);
  expect(await violationsOf(page)).toEqual([]);

  await panel(page).getByRole('tab', { name: 'YAML' }).click();
  const text = panel(page).getByRole('textbox', { name: 'Step as YAML' });
  expect(await text.inputValue()).toContain('label: order {{ item.id }}');
  await text.fill('name: Call it\nkind: data.set\nposition: 3');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await panel(page).getByText('There is no field position.').waitFor();
  await text.fill('name: Call it\nkind: data.set\nconfig:\n  values:\n    label: no {{ item.id }}\n');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await step(page, 'Call it').waitFor();
  await saved(page);
  expect((await draftOf(id)).nodes[2]).toMatchObject({
    name: 'Call it',
    parent: 'each',
    config: { values: { label: 'no {{ item.id }}' } },
  });
  expect(await violationsOf(page)).toEqual([]);

  await page.reload();
  await panel(page).waitFor();
  expect(await border.getAttribute('aria-valuenow')).toBe(String(before + 4));
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor();
  await page.keyboard.type('each order');
  await page.getByRole('option', { name: /^Each order/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Step: Each order' }).waitFor();
  expect(complaints).toEqual([]);
});
