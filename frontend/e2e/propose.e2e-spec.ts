import { LLMock } from '@copilotkit/aimock';
import type { Page } from 'playwright-core';
import { getWorkflow, signUp } from '#libs/contracts';
import { ApiClient } from '#libs/client';
import { launchEmbedded, type ServiceProcess } from '#libs/testing';
import { buildWeb, complaintsOf, openBrowser, signIn, violationsOf } from './browser.js';

/** A workflow from a sentence, in a real browser, with a model server that others wrote. */
let peer: LLMock;
let platform: ServiceProcess;
let api: ApiClient;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let complaints: string[];
const who = { email: 'mara@larkfield.example', password: 'correct-horse-battery' };

beforeAll(async () => {
  buildWeb();
  peer = new LLMock({ port: 0 });
  await peer.start();
  platform = await launchEmbedded({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${peer.url}/v1` } });
  api = new ApiClient(platform.url);
  const session = await api.call(signUp, { body: { ...who, name: 'Mara Lindqvist', companyName: 'Larkfield Supply' } });
  api.authorize(session.accessToken);
  browser = await openBrowser();
  page = await browser.context.newPage();
  page.setDefaultTimeout(15_000);
  await signIn(page, platform.url, who);
  complaints = complaintsOf(page);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  await peer?.stop();
});
jest.setTimeout(120_000);
afterEach(() => {
  peer.clearFixtures();
  expect(complaints.splice(0)).toEqual([]);
});

const usage = { prompt_tokens: 4000, completion_tokens: 200 };
const says = (answer: object) => ({ content: JSON.stringify(answer), usage });
const draft = (text: string, more: object[] = [], edges: object[] = []) => ({
  name: 'Complaints',
  explanation: 'Sorts what customers write and tells the owner of complaints.',
  questions: ['Who should be told at the weekend?'],
  definition: {
    nodes: [
      { id: 'start', kind: 'trigger.manual', config: {} },
      { id: 'tell', name: 'Tell the owner', kind: 'notify.message', config: { to: ['role:owner'], text } },
      ...more,
    ],
    edges: [{ from: 'start', to: 'tell' }, ...edges],
  },
});
const button = (name: string) => page.getByRole('button', { name, exact: true });
const idOf = (url: string) => /\/workflows\/(wf_\w+)/.exec(url)![1]!;
const draftOf = async (id: string) => (await api.call(getWorkflow, { params: { id } })).definition;
const until = async (holds: () => Promise<boolean>) => {
  for (const end = Date.now() + 10_000; !(await holds()); await page.waitForTimeout(100))
    if (Date.now() > end) throw new Error('it never came true');
};

it('drafts a new workflow from the dialog, shows it, and keeps it once it is taken', async () => {
  peer.onMessage('complaints', says(draft('A complaint came')));
  await page.goto(`${platform.url}/workflows`);
  await button('New workflow').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Complaints');
  await dialog.getByLabel('What should happen?').fill('Tell me of complaints');
  await dialog.getByRole('button', { name: 'Create workflow' }).click();
  await page.getByRole('heading', { name: 'Proposed draft' }).waitFor();
  await page.getByText('Who should be told at the weekend?').waitFor();
  await page.getByText('2 steps added').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  const id = idOf(page.url());
  expect((await draftOf(id)).nodes).toEqual([]);
  await button('Take draft').click();
  await page.getByText('The proposed draft was taken').first().waitFor();
  await until(async () => (await draftOf(id)).nodes.length === 2);
});

it('changes the draft by a sentence; what is left stays as it was, and a taken change can be undone', async () => {
  const id = idOf(page.url());
  const wait = { id: 'later', name: 'A day later', kind: 'flow.wait', config: { for: 'P1D' } };
  peer.onMessage('after a day', says(draft('A day ago a complaint came', [wait], [{ from: 'tell', to: 'later' }])));
  const wish = async () => {
    await button('Change by a sentence').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What should be different?').fill('Wait after a day');
    await dialog.getByRole('button', { name: 'Draft change' }).click();
    await page.getByText('1 step added, 1 step changed').waitFor();
    await page.getByText('A day ago a complaint came').waitFor();
  };
  await wish();
  await button('Leave as it was').click();
  await button('Change by a sentence').waitFor();
  expect((await draftOf(id)).nodes).toHaveLength(2);
  await wish();
  await button('Take draft').click();
  await until(async () => (await draftOf(id)).nodes.length === 3);
  await page.locator('.react-flow__node').first().waitFor();
  await page.keyboard.press('Control+z');
  await until(async () => (await draftOf(id)).nodes.length === 2);
});

it('shows what is still wrong, has it drafted again, and says when the model could not', async () => {
  const broken = draft('Hello');
  Object.assign(broken.definition.nodes[1]!, { kind: 'notify.pigeon' });
  peer.onMessage(/pigeons|problems/, says(broken));
  await button('Change by a sentence').click();
  await page.getByRole('dialog').getByLabel('What should be different?').fill('Send pigeons');
  await page.keyboard.press('Control+Enter');
  await page.getByText('1 problem is left').waitFor();
  await page.getByText('There is no kind notify.pigeon').first().waitFor();
  peer.clearFixtures();
  peer.onMessage('no pigeons', says(draft('By mail')));
  await page.getByLabel('What should be different about it?').fill('Please no pigeons');
  await button('Draft again').click();
  await page.getByText('By mail').waitFor();
  await button('Leave as it was').click();

  peer.clearFixtures();
  peer.onMessage(/./, { content: 'I would rather not.', usage });
  await button('Change by a sentence').click();
  const label = page.getByRole('dialog').getByLabel('What should be different?');
  await label.fill('Say nothing');
  await button('Draft change').click();
  await page.getByText('The workflow could not be drafted.').waitFor();
  // What was typed is still there.
  expect(await label.inputValue()).toBe('Say nothing');
  await page.keyboard.press('Escape');
  await page.getByRole('main').getByRole('button', { name: 'Dismiss', exact: true }).click();
});

it('can be called off', async () => {
  peer.onMessage('slowly', says(draft('Slow')), { chunkSize: 4, streamingProfile: { ttft: 50, tps: 20 } });
  await button('Change by a sentence').click();
  await page.getByRole('dialog').getByLabel('What should be different?').fill('Draft it slowly');
  await button('Draft change').click();
  await page.getByText(/steps? drafted so far/).waitFor();
  await button('Call off').click();
  await page.getByRole('dialog').getByLabel('What should be different?').waitFor();
  await page.keyboard.press('Escape');
});

it('plans a goal: asks back, shows the plan on the canvas, and says what came of it', async () => {
  const plan = (more: object) => {
    const { definition, ...rest } = draft('A table is booked');
    return { ...rest, intent: 'A table is booked', facts: [], definition, ...more };
  };
  const evening = { name: 'evening', known: false, question: 'Which evening?' };
  peer.onMessage('Which evening? Friday', says(plan({ facts: [{ name: 'evening', known: true, value: 'Friday' }] })));
  peer.onMessage('Wish: Book us a table', says(plan({ facts: [evening], definition: undefined })));
  peer.onMessage('Goal: Book us a table', { content: 'The owner was told that a table is booked.', usage });
  await page.goto(`${platform.url}/goals`);
  await button('New goal').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Goal', { exact: true }).fill('Book us a table');
  await dialog.getByRole('button', { name: 'Plan', exact: true }).click();
  await page.getByLabel('Which evening?').fill('Friday');
  expect(await violationsOf(page)).toEqual([]);
  await button('Send answers').click();
  await page.locator('.react-flow__node').first().waitFor();
  await page.getByText('Tell the owner').first().waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await button('Accept plan').click();
  await page.getByText('The owner was told that a table is booked.').waitFor();
});
