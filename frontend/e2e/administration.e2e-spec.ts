import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { launchEmbedded, HttpPeer, type ServiceProcess } from '#libs/testing';
import { buildWeb, complaintsOf, openBrowser, signIn } from './browser.js';
import { seed, type Seed } from './seed.js';

/** What an administrator does, in a real browser: sets up a channel and repairs a delivery, bounds spend, runs again what failed. */
let platform: ServiceProcess;
let seeded: Seed;
let slack: HttpPeer;
let browser: { context: BrowserContext; close(): Promise<void> };
let page: Page;
let complaints: string[];

beforeAll(async () => {
  buildWeb();
  slack = await HttpPeer.start();
  platform = await launchEmbedded({ env: { AAAS_EGRESS_ALLOW: '127.0.0.1,::1' } });
  seeded = await seed(platform.url);
  browser = await openBrowser();
  page = await browser.context.newPage();
  complaints = complaintsOf(page);
  await signIn(page, platform.url, seeded.owner);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  await slack?.stop();
});
jest.setTimeout(60_000);
afterEach(() => expect(complaints.splice(0)).toEqual([]));

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const open = async (path: string, title: string) => {
  await page.goto(platform.url + path);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
};

it('adds a channel, tries it, and removes it', async () => {
  await open('/administration/channels', 'Channels');
  await button('Add channel').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Kind').selectOption('slack');
  await dialog.getByLabel('Name').fill('Test room');
  await dialog.getByLabel('Webhook address').fill('not an address');
  await dialog.getByRole('button', { name: 'Add channel' }).click();
  await dialog.getByText('Write an address that begins with https://.').waitFor();
  await dialog.getByLabel('Webhook address').fill(`${slack.url}/room`);
  await dialog.getByRole('button', { name: 'Add channel' }).click();
  await page.getByText('The channel is ready').first().waitFor();
  await button('Test Test room').click();
  await dialog.getByRole('button', { name: 'Send test message' }).click();
  await dialog.getByText(/Taken in/).waitFor();
  expect(slack.posts.map(({ path }) => path)).toContain('/room');
  await dialog.getByRole('button', { name: 'Close' }).click();
});

it('sends again what had no channel, once there is one', async () => {
  await open('/administration/deliveries?status=no_channel', 'Deliveries');
  const again = page.getByRole('button', { name: /^Send again to/ }).first();
  await again.waitFor();
  await open('/administration/channels', 'Channels');
  await button('Add channel').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Mail');
  await dialog.getByLabel('Mail server').fill('smtp://127.0.0.1:9');
  await dialog.getByLabel('From').fill('desk@larkfield.example');
  await dialog.getByRole('button', { name: 'Add channel' }).click();
  await page.getByText('The channel is ready').first().waitFor();
  await open('/administration/deliveries?status=no_channel', 'Deliveries');
  await page
    .getByRole('button', { name: /^Send again to/ })
    .first()
    .click();
  await page.getByText('The message is on its way again').first().waitFor();
});

it('bounds what model calls may cost, and raises the bound once', async () => {
  await open('/administration/budgets', 'Budgets');
  await button('New budget').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create budget' }).click();
  await dialog.getByText('Fill this in.').waitFor();
  await dialog.getByLabel('Name').fill('Support');
  await dialog.getByLabel('Counts calls of').selectOption('workflow');
  await dialog.getByLabel('Workflow').selectOption({ label: 'Refund desk' });
  await dialog.getByLabel('Limit in dollars').fill('12.50');
  await dialog.getByRole('button', { name: 'Create budget' }).click();
  await page.getByText('$0.00 of $12.50').waitFor();
  await page.getByText('Workflow Refund desk').waitFor();
  await button('Raise Support once').click();
  await dialog.getByLabel('By how many dollars').fill('2.50');
  await dialog.getByRole('button', { name: 'Raise limit' }).click();
  await page.getByText('$0.00 of $15.00').waitFor();
});

it('keeps a credential and never shows it again', async () => {
  await open('/connections', 'Credentials');
  await button('Add credential').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add credential' }).click();
  await dialog.getByText('Name at least one host.').waitFor();
  await dialog.getByLabel('Name', { exact: true }).fill('Warehouse');
  await dialog.getByLabel('Token', { exact: true }).fill('warehouse-secret-4711');
  await dialog.getByLabel('Allowed hosts').fill('api.warehouse.example');
  await dialog.getByRole('button', { name: 'Add credential' }).click();
  await page.getByText('api.warehouse.example').waitFor();
  expect(await page.locator('body').innerText()).not.toContain('warehouse-secret');
});

it('saves a draft of a prompt, and says when somebody else was faster', async () => {
  await open(`/administration/prompts/${seeded.administration.prompt}`, 'Answer a customer');
  const message = page.getByLabel('Message 2', { exact: true });
  await message.fill('{{ message }} Thanks.');
  const other = await browser.context.newPage();
  await other.goto(page.url());
  await other.getByLabel('Message 2', { exact: true }).fill('Another: {{ message }}');
  await other.getByRole('button', { name: 'Save draft' }).click();
  await other.getByText('Saved', { exact: true }).first().waitFor();
  await other.close();
  await button('Save draft').click();
  await page.getByText('Somebody else saved this draft meanwhile.').waitFor();
  expect(await message.inputValue()).toBe('{{ message }} Thanks.');
  await button('Save mine over it').click();
  await button('Save draft').click();
  await page.getByText('Saved', { exact: true }).first().waitFor();
  // The browser reports the refused request; nothing else.
  expect(complaints.splice(0).filter((text) => !/status of 412/.test(text))).toEqual([]);
});

it('runs failed runs again together, and one of them with another input', async () => {
  await open('/runs?status=failed', 'Runs');
  await page.getByRole('checkbox', { name: 'Choose all runs shown' }).check();
  await page.getByText('1 chosen').waitFor();
  await button('Run failed again').click();
  await page.getByText('1 run was started again').first().waitFor();
  await open(`/runs/${seeded.runs.failed}?step=pick`, seeded.runs.failed.slice(-5).toUpperCase());
  await button('Retry step').waitFor();
  await button('Run again from here').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'From the beginning' }).click();
  await dialog.getByLabel('Input of the run').fill('{"suppliers": ["Brandt & Sons"]}');
  await dialog.getByText(/steps? runs? again/).waitFor();
  await dialog.getByRole('button', { name: 'Start run' }).click();
  await page.waitForURL((url) => url.pathname.startsWith('/runs/run_') && !url.pathname.endsWith(seeded.runs.failed));
  await page.getByText('Succeeded').first().waitFor();
  await button('Compare runs').click();
  await page.getByText('suppliers[0]').first().waitFor();
});

it('passes an answer on, and takes it back', async () => {
  await open('/inbox', 'Inbox');
  await button(/^Pass on/).waitFor();
  await page.keyboard.press('d');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('To', { exact: true }).selectOption({ label: 'Priya Natarajan (Operator)' });
  await dialog.getByRole('button', { name: 'Pass on' }).click();
  await button('Take back').click();
  await page.getByText('It is yours again').first().waitFor();
});

it('hands a report to the reader as CSV and as a picture', async () => {
  await open('/reports', 'Reports');
  await page.getByRole('heading', { name: 'Runs by day' }).waitFor();
  const [csv] = await Promise.all([page.waitForEvent('download'), button('Download “Runs by day” as CSV').click()]);
  const text = readFileSync(await csv.path(), 'utf8');
  expect(text).toMatch(/^\uFEFFDay,Succeeded,Under way,Failed,Cancelled\r\n/);
  expect(text.trim().split('\r\n')).toHaveLength(31);
  const [png] = await Promise.all([
    page.waitForEvent('download'),
    button('Download “Runs by day” as a picture').click(),
  ]);
  expect(
    readFileSync(await png.path())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
});

it('keeps a member out and lets them in again, and hands out a link for a new password', async () => {
  await open('/administration/members', 'Members');
  const actions = button('Actions for Priya Natarajan');
  await actions.click();
  await page.getByRole('menuitem', { name: 'Deactivate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('Priya Natarajan is deactivated').first().waitFor();
  await page.getByRole('row', { name: /Priya/ }).getByText('Deactivated').waitFor();
  await actions.click();
  await page.getByRole('menuitem', { name: 'Let in again' }).click();
  await page.getByText('Priya Natarajan is let in again').first().waitFor();
  await actions.click();
  await page.getByRole('menuitem', { name: 'Password link' }).click();
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const link = await dialog.getByRole('group', { name: 'Link to pass on' }).innerText();
  expect(link.trim()).toMatch(new RegExp(`^${platform.url}/reset-password#\\S{40,}$`));
  await dialog.getByRole('button', { name: 'Close' }).click();
});

it('says who is let in, and never locks out whoever says it', async () => {
  await open('/administration/company', 'Company');
  const domains = page.getByLabel('E-mail domains');
  await domains.fill('elsewhere.example');
  await domains.press('Enter');
  await button('Save').last().click();
  await page.getByText(/expected to include/).waitFor();
  await button('Delete elsewhere.example').or(button('Remove elsewhere.example')).first().click();
  const networks = page.getByLabel('Networks of people');
  for (const range of ['127.0.0.0/8', '::1']) {
    await networks.fill(range);
    await networks.press('Enter');
  }
  await page.getByLabel('Ask for a new sign-in after').selectOption('8');
  await button('Save').last().click();
  await page.getByText('Sign-in rules saved').first().waitFor();
  await page.reload();
  await page.getByText('127.0.0.0/8').waitFor();
  expect(await page.getByLabel('Ask for a new sign-in after').inputValue()).toBe('8');
  // The browser reports the refused request; nothing else.
  expect(complaints.splice(0).filter((text) => !/status of 409/.test(text))).toEqual([]);
});

it('takes the data out, closes the company and brings it back; deletion asks for the name', async () => {
  await open('/administration/company', 'Company');
  const [archive] = await Promise.all([page.waitForEvent('download'), button('Download archive').click()]);
  expect(archive.suggestedFilename()).toMatch(/\.zip$/);
  expect(
    readFileSync(await archive.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  await button('Delete company').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Write /).fill('Something else');
  expect(await dialog.getByRole('button', { name: 'Delete company' }).getAttribute('aria-disabled')).toBe('true');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await button('Deactivate').click();
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByRole('heading', { level: 1, name: 'This company is deactivated' }).waitFor();
  await button('Activate again').click();
  await page.getByText('The company is active again').first().waitFor();
  await page.getByRole('heading', { level: 1, name: 'Company' }).waitFor();
  expect(complaints.splice(0).filter((text) => !/status of 403/.test(text))).toEqual([]);
});

it('makes a second company and comes back from it', async () => {
  await open('/profile', 'Profile and security');
  const first = await page.getByRole('button', { name: /^Switch to/ }).count();
  await button('New company').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Northwind');
  await dialog.getByRole('button', { name: 'Create company' }).click();
  await page.getByText('Northwind').first().waitFor();
  await open('/profile', 'Profile and security');
  const back = page.getByRole('button', { name: /^Switch to/ });
  await back.first().waitFor();
  expect(await back.count()).toBe(first + 1);
  await back.first().click();
  await page.waitForURL((url) => url.pathname === '/');
});
