import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { launchEmbedded, type ServiceProcess } from '#libs/testing';
import { buildWeb, complaintsOf, openBrowser } from './browser.js';
import { refunds } from './definitions.js';

/** The main journey in a real browser: sign up, import, publish, run, approve by keyboard, see the result. Each test goes on where the last ended. */
let platform: ServiceProcess;
let browser: { context: BrowserContext; close(): Promise<void> };
let page: Page;
let complaints: string[];
const email = 'mara@larkfield.example';
const password = 'correct-horse-battery';

beforeAll(async () => {
  buildWeb();
  platform = await launchEmbedded();
  browser = await openBrowser();
  page = await browser.context.newPage();
  complaints = complaintsOf(page);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});
jest.setTimeout(60_000);

const button = (name: string) => page.getByRole('button', { name, exact: true });

it('shows what is wrong at its field, and keeps what was typed', async () => {
  await page.goto(`${platform.url}/runs`);
  await page.waitForURL(/sign-in\?next=%2Fruns/);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByText('No verification mail is needed').waitFor();
  await page.getByLabel('Your name').fill('Mara Lindqvist');
  await page.getByLabel('Company').fill('Larkfield Supply');
  await page.getByLabel('E-mail').fill('mara');
  await page.getByLabel('Password', { exact: true }).fill('password12');
  await button('Create account').click();
  await page.getByText('Write an e-mail address').waitFor();
  await page.getByLabel('E-mail').fill(email);
  await button('Create account').click();
  await page.getByText('This password is too easy to guess').waitFor();
  expect(await page.getByLabel('Company').inputValue()).toBe('Larkfield Supply');
  expect(await page.getByLabel('Password', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  // The browser reports the refused request; nothing else.
  expect(complaints.splice(0).filter((text) => !/status of 422/.test(text))).toEqual([]);
});

it('signs up, and goes where the reader wanted to go', async () => {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button('Create account').click();
  await page.waitForURL(`${platform.url}/runs`);
  await page.getByText('No runs yet').waitFor();
});

it('imports a workflow and publishes it', async () => {
  const file = join(tmpdir(), `refund-desk-${process.pid}.json`);
  writeFileSync(file, JSON.stringify({ name: 'Refund desk', definition: refunds }));
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await page.getByText('No workflows yet').waitFor();
  await button('Import workflow').first().click();
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('dialog').getByRole('button', { name: 'Import workflow' }).click();
  await page.getByRole('heading', { level: 1, name: 'Refund desk' }).waitFor();
  await page.locator('.react-flow__node').filter({ hasText: 'Refund sign-off' }).waitFor();
  await button('Publish').click();
  await page.getByRole('dialog').getByLabel('What changed').fill('The first one');
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 1 is published').first().waitFor();
});

it('runs it from a form made of its own schema', async () => {
  await button('Run').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Start run' }).click();
  await dialog.getByText('Fill this in.').first().waitFor();
  await dialog.getByLabel('Subject').fill('Charged twice for order 20418');
  await dialog
    .getByLabel('Message')
    .fill('My card shows two payments. Please refund the second one to me, I want my money back.');
  await dialog.getByRole('button', { name: 'Start run' }).click();
  await page.waitForURL(/\/runs\/run_/);
  await page.locator('.node-card[data-frame=waiting]').filter({ hasText: 'Refund sign-off' }).waitFor();
  await page.locator('.node-card[data-frame=skipped]').filter({ hasText: 'Draft an answer' }).waitFor();
});

it('shows a past moment of the run, and the present again', async () => {
  for (let event = 0; event < 3; event++) await page.keyboard.press('ArrowLeft');
  await button('Follow live').waitFor();
  expect(await page.locator('.node-card[data-frame=waiting]').count()).toBe(0);
  await page.keyboard.press('l');
  await page.locator('.node-card[data-frame=waiting]').waitFor();
});

it('approves by keyboard, never by one key alone', async () => {
  const run = page.url();
  const inbox = await browser.context.newPage();
  await inbox.goto(`${platform.url}/inbox`);
  await inbox.getByRole('heading', { name: 'What happens when you approve' }).waitFor();
  await inbox.getByText('The second payment goes back to your card.').waitFor();
  await inbox.keyboard.press('a');
  await inbox.getByText('Approve? Press Enter').waitFor();
  await inbox.getByText('Waiting for you').first().waitFor();
  await inbox.keyboard.press('Enter');
  await inbox.getByRole('status').or(inbox.getByText('Approved')).first().waitFor();
  await inbox.close();
  // The run's own page has followed in the meantime.
  expect(page.url()).toBe(run);
  await page.getByText('Succeeded').first().waitFor();
  await page.locator('.react-flow__node').filter({ hasText: 'Tell the customer' }).getByText('Succeeded').waitFor();
});

it('signs out everywhere at once', async () => {
  const other = await browser.context.newPage();
  await other.goto(`${platform.url}/`);
  await other.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await other.getByRole('button', { name: /Your account/ }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await other.waitForURL(/sign-in/);
  await page.waitForURL(/sign-in/);
  await other.close();
});

it('speaks German when asked to', async () => {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button('Sign in').click();
  await page.getByRole('button', { name: /Your account/ }).click();
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { level: 1, name: 'Start' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
});

it('complained about nothing on the way', () => expect(complaints).toEqual([]));
