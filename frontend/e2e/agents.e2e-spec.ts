import type { LLMock } from '@copilotkit/aimock';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { signUp, updateAiSettings } from '#libs/contracts';
import { ApiClient } from '#libs/client';
import { launchEmbedded, type ServiceProcess } from '#libs/testing';
import { buildWeb, complaintsOf, openBrowser, signIn, violationsOf } from './browser.js';
import { startScriptedModel } from './scripted-model.js';

/** What a builder does with an agent, in a real browser: creates it, gives it tools, talks to it, rates it, changes it, compares. */
let model: LLMock;
let platform: ServiceProcess;
let browser: { context: BrowserContext; close(): Promise<void> };
let page: Page;
let complaints: string[];
const who = { email: `mara.${Date.now().toString(36)}@larkfield.example`, password: 'correct-horse-battery' };

beforeAll(async () => {
  buildWeb();
  model = await startScriptedModel();
  platform = await launchEmbedded({
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${model.url}/v1`, AAAS_EGRESS_ALLOW: '127.0.0.1' },
  });
  const api = new ApiClient(platform.url);
  const session = await api.call(signUp, { body: { ...who, name: 'Mara Lindqvist', companyName: 'Larkfield Supply' } });
  api.authorize(session.accessToken);
  await api.call(updateAiSettings, { body: { routing: { defaultModel: 'openai/gpt-5-mini' } } });
  browser = await openBrowser();
  page = await browser.context.newPage();
  complaints = complaintsOf(page);
  await signIn(page, platform.url, who);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  await model?.stop();
});
jest.setTimeout(60_000);
afterEach(() => expect(complaints.splice(0)).toEqual([]));

const button = (name: string | RegExp, within: Page | Locator = page) =>
  within.getByRole('button', { name, exact: typeof name === 'string' });
const tab = (name: string) => page.getByRole('tab', { name }).click();
const said = (text: string) => page.getByRole('log').getByText(text);
const saved = (version: number) => page.getByText(`Saved as version ${version}`, { exact: true }).first().waitFor();
const say = async (text: string) => {
  await page.getByLabel('Write to the agent').fill(text);
  await page.keyboard.press('Enter');
};
const answered = (...codes: number[]) =>
  complaints.splice(0).filter((text) => !codes.some((code) => text.includes(`status of ${code}`)));

it('creates an agent with a name, a goal and a model', async () => {
  await page.goto(`${platform.url}/agents`);
  await button('New agent').first().click();
  const dialog = page.getByRole('dialog');
  await button('Create agent', dialog).click();
  expect(await dialog.getByText('Fill this in.').count()).toBe(2);
  await dialog.getByLabel('Name').fill('order-desk');
  await dialog.getByLabel('Goal').fill('Tell customers where their orders are');
  await dialog.getByLabel('Model').fill('builtin/no-such-model-at-all');
  await button('Create agent', dialog).click();
  await dialog.getByText(/no-such-model-at-all/).waitFor();
  expect(answered(404, 400, 422)).toEqual([]);
  await dialog.getByLabel('Model').fill('openai/gpt-5-mini');
  await button('Create agent', dialog).click();
  await page.getByRole('heading', { level: 1, name: 'order-desk' }).waitFor();
});

it('gives it tools with policies and bounds; what is wrong stands at its field, and nothing typed is lost', async () => {
  await button('Add tools').click();
  await page.getByLabel('Search tools').fill('order');
  await page.getByRole('checkbox', { name: /Look up an order/ }).check();
  await page.getByLabel('Search tools').fill('');
  await page.getByRole('checkbox', { name: /calculator/ }).check();
  await page.getByRole('checkbox', { name: /hello_world_delayed/ }).check();
  await button('Done').click();
  await page.getByLabel('Calls of calculator').selectOption('ask');
  await button(/Look up an order.*lookup_order/).click();
  await button('Add a bound').first().click();
  expect(await page.getByLabel('Argument', { exact: true }).first().inputValue()).toBe('orderNumber');
  await page
    .getByLabel(/^Pattern of the whole text/)
    .first()
    .fill('HA-[0-9]+');
  await page.getByLabel('Turns', { exact: true }).fill('many');
  await button('Save').click();
  await page.getByText('1 field needs a look').waitFor();
  await page.getByText('Write a number.').waitFor();
  expect(await page.getByLabel('Turns', { exact: true }).inputValue()).toBe('many');
  await page.getByLabel('Turns', { exact: true }).fill('8');
  await button('Save').click();
  await saved(2);
  await page.reload();
  expect(await page.getByLabel('Calls of calculator').inputValue()).toBe('ask');
  await page.getByText('1 bound').waitFor();
});

it('says which models can call tools when the chosen one cannot', async () => {
  const field = page.getByLabel('Model', { exact: true });
  await field.fill('openai/plain-talker');
  await page.getByText('It is checked when you save.').waitFor();
  await button('Save').click();
  await page
    .getByText(/openai\/plain-talker cannot call tools/)
    .first()
    .waitFor();
  expect(answered(400, 409, 422)).toEqual([]);
  expect(await field.inputValue()).toBe('openai/plain-talker');
  await page.getByText('These can call tools:', { exact: true }).waitFor();
  const offered = button(/^openai\/(?!gpt-5-mini$)/).first();
  const name = await offered.innerText();
  await offered.click();
  expect(await field.inputValue()).toBe(name);
  await page.getByText('Can call tools', { exact: true }).waitFor();
  await button('Undo changes').click();
  expect(await field.inputValue()).toBe('openai/gpt-5-mini');
});

it('asks before a page with changes is left', async () => {
  await page.getByLabel('Goal').fill('Something half written');
  await page.getByRole('link', { name: 'Agents' }).first().click();
  await page.getByRole('dialog').getByText('Leave without saving?').waitFor();
  await button('Keep editing').click();
  expect(await page.getByLabel('Goal').inputValue()).toBe('Something half written');
  await tab('Versions');
  await tab('Configure');
  expect(await page.getByLabel('Goal').inputValue()).toBe('Something half written');
  await button('Undo changes').click();
  expect(await page.getByLabel('Goal').inputValue()).toBe('Tell customers where their orders are');
});

it('talks to it: words as they come, the call with arguments and result, and a rating', async () => {
  await tab('Playground');
  await page.getByText('It is a draft. Activate it to talk to it.').waitFor();
  await button('Activate').last().click();
  await say('Where is my order HA-10432?');
  await said('Your order was delivered.').waitFor();
  await said('I look it up.').waitFor();
  await button(/^lookup_order HA-10432/).click();
  await said('"orderNumber"').first().waitFor();
  await button('4 of 5, good').click();
  await page.getByText('Rated', { exact: true }).first().waitFor();
  await button('Add a comment').click();
  await page.getByLabel('What was good, what was not').fill('Right, though short');
  await page.getByRole('log').getByRole('button', { name: 'Save' }).click();
  await said('“Right, though short”').waitFor();
});

it('answers in place what a call asks, and makes exactly that call', async () => {
  await say('calculate 6 * 7');
  const asks = page.getByRole('region', { name: /May order-desk use calculator/ });
  await asks.getByText('6 * 7').waitFor();
  await button('Approve', asks).click();
  await said('It is 42.').waitFor();
  await say('calculate 1 + 1');
  await button('Reject', asks).click();
  await said('I was not allowed to.').waitFor();
});

it('goes on by itself when a job is over, also after the page was loaded anew', async () => {
  await say('greet Ada after 3');
  await said('I have started it.').waitFor();
  await page.getByRole('meter', { name: 'Progress of hello_world_delayed' }).waitFor();
  await page.reload();
  await said('The greeting is there: Hello, Ada!').waitFor({ timeout: 30_000 });
  await said('The result of a job has come').waitFor();
});

it('stops what takes too long, and takes back what waits for its turn', async () => {
  await say('take your time');
  await said('At work').waitFor();
  await say('and one thing more');
  await said('Waits for its turn').waitFor();
  await button('Take back').click();
  await said('Waits for its turn').waitFor({ state: 'detached' });
  await button('Stop').click();
  await said('No answer.').waitFor();
});

it('makes a new version, compares it with the one before, and goes back', async () => {
  await tab('Configure');
  await page.getByRole('textbox', { name: /^Instructions/ }).fill('Be brief and friendly.');
  await page.getByLabel('Calls of calculator').selectOption('allow');
  await button('Save').click();
  await saved(3);
  await tab('Versions');
  await page.getByRole('row', { name: /v2/ }).getByRole('button', { name: 'Version 2: more' }).click();
  await page.getByRole('menuitem', { name: 'Compare with the current one' }).click();
  await page.getByText('tools.calculator.policy').waitFor();
  await page.getByText('Be brief and friendly.').and(page.locator(':visible')).waitFor();
  await button('Versions').click();
  await page.getByRole('row', { name: /v2/ }).getByRole('button', { name: 'Version 2: more' }).click();
  await page.getByRole('menuitem', { name: 'Make it the newest again' }).click();
  await button('Make it the newest again', page.getByRole('dialog')).click();
  await page.getByText('Version 2 is in force again, as version 4').first().waitFor();
  await tab('Configure');
  expect(await page.getByLabel('Calls of calculator').inputValue()).toBe('ask');
});

it('shows its tasks and jobs, and how well it did', async () => {
  await tab('Tasks');
  await page.getByRole('link', { name: 'Where is my order HA-10432?' }).click();
  await page.getByRole('heading', { level: 1, name: /^Task / }).waitFor();
  await page.getByText('Turn 2').waitFor();
  await page.getByText('“Right, though short”').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.goBack();
  await tab('Jobs');
  await page
    .getByRole('row', { name: /hello_world_delayed/ })
    .first()
    .waitFor();
  await page.goto(`${platform.url}/agents`);
  await page
    .getByRole('row', { name: /order-desk/ })
    .getByText('%')
    .waitFor();
});

it.each([
  ['wide, light', { width: 1440, height: 900 }, 'light'],
  ['narrow, dark', { width: 390, height: 844 }, 'dark'],
] as const)('keeps to the accessibility rules in a conversation and all its tabs, %s', async (_, viewport, scheme) => {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme: scheme });
  const wrong: Record<string, string[]> = {};
  await page.goto(`${platform.url}/agents`);
  await page.getByRole('link', { name: 'order-desk' }).click();
  for (const name of ['Configure', 'Playground', 'Versions', 'Tasks', 'Jobs']) {
    await tab(name);
    if (name === 'Playground') await page.getByRole('link', { name: /Where is my order/ }).click();
    if (name === 'Playground') await said('Your order was delivered.').waitFor();
    await page.waitForTimeout(300);
    wrong[name] = await violationsOf(page);
  }
  expect(Object.fromEntries(Object.entries(wrong).filter(([, found]) => found.length > 0))).toEqual({});
});

it('retires it and clones it', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await button('More about this agent').click();
  await page.getByRole('menuitem', { name: 'Retire agent' }).click();
  await button('Retire agent', page.getByRole('dialog')).click();
  await page.getByText('Retired', { exact: true }).first().waitFor();
  await button('More about this agent').click();
  await page.getByRole('menuitem', { name: 'Clone agent' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Order-Desk');
  await button('Clone agent', page.getByRole('dialog')).click();
  await page
    .getByRole('dialog')
    .getByText(/another agent is called/)
    .waitFor();
  expect(answered(409)).toEqual([]);
  await page.getByRole('dialog').getByLabel('Name').fill('order-desk two');
  await button('Clone agent', page.getByRole('dialog')).click();
  await page.getByRole('heading', { level: 1, name: 'order-desk two' }).waitFor();
});
