/** Each template of the gallery is installed, published and run: with the built-in rules, a search engine and a website at the wire. */
import { LLMock } from '@copilotkit/aimock';
import { templates } from '#libs/catalog/templates/defs';
import {
  answerInboxItem,
  createProvider,
  deleteTemplate,
  getArtifact,
  getPrompt,
  getRun,
  getWorkflow,
  installTemplate,
  listArtifacts,
  listGallery,
  listInbox,
  listKnowledgeBases,
  listKnowledgeDocuments,
  listSchedules,
  offerTemplate,
  publishWorkflow,
  sayToWorkflow,
  setToolSettings,
  startRun,
  type Run,
} from '#libs/contracts';
import { eventually, HttpPeer, Tenant } from '#libs/testing';
import { PlatformInProcess } from './testing/platform-in-process.js';

let platform: PlatformInProcess;
let tenant: Tenant;
let web: HttpPeer;
beforeAll(async () => {
  web = await HttpPeer.start();
  web.answer = ({ path }) => siteOf(web.url, path);
  platform = await PlatformInProcess.start({ AAAS_EGRESS_ALLOW: '127.0.0.1' });
  tenant = await Tenant.signUp(platform.url);
  await tenant.owner.call(setToolSettings, { body: { search: { provider: 'searxng', url: web.url } } as never });
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  await web?.stop();
});

const install = async (id: string, parameters: Record<string, unknown> = {}) => {
  const made = await tenant.owner.call(installTemplate, { params: { id }, body: { parameters } });
  const workflow = await tenant.owner.call(getWorkflow, { params: { id: made.workflowId } });
  expect(workflow.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  await tenant.owner.call(publishWorkflow, { params: { id: made.workflowId }, body: {} });
  return { ...made, definition: workflow.definition };
};
const run = async (id: string, input: unknown): Promise<string> => {
  const manual = { input: input ?? {}, trigger: 'trigger.manual' as const };
  return (await tenant.owner.call(startRun, { params: { id }, query: {}, body: manual })).id;
};
const ended = (id: string): Promise<Run> =>
  eventually(
    async () => {
      const now = await tenant.owner.call(getRun, { params: { id } });
      if (now.finishedAt === null) throw new Error(`The run is ${now.status}`);
      return now;
    },
    { withinMs: 30_000 },
  );
const approve = (runId: string) =>
  eventually(async () => {
    const { items } = await tenant.owner.call(listInbox, { query: { runId } });
    if (!items[0]) throw new Error('Nobody was asked');
    await tenant.owner.call(answerInboxItem, { params: { id: items[0].id }, body: { decision: 'approved' } });
  });
const fileOf = async (runId: string): Promise<string> => {
  const { items } = await tenant.owner.call(listArtifacts, { query: { runId } });
  return (await tenant.owner.open(getArtifact, { params: { id: items[0]!.id } })).text();
};
const example = (id: string) => templates.find((each) => each.id === id)!.example;

it('are listed, with what they bring', async () => {
  const { items } = await tenant.owner.call(listGallery, {});
  expect(items.map(({ id }) => id)).toEqual(templates.map(({ id }) => id));
  expect(items.find(({ id }) => id === 'document-questions')!.brings).toMatchObject({
    knowledge: ['Company handbook'],
    prompts: ['Answer with citations'],
  });
});

it('support triage', async () => {
  const { workflowId } = await install('support-triage');
  const { status, output } = await ended(await run(workflowId, example('support-triage')));
  expect([status, JSON.stringify(output)]).toEqual(['succeeded', expect.stringContaining('artifactId')]);
}, 120_000);

it('document questions: the answer says where it stands', async () => {
  const { workflowId, created } = await install('document-questions');
  const [prompt, base] = created;
  expect([prompt, base]).toMatchObject([
    { kind: 'prompt', name: 'Answer with citations' },
    { kind: 'knowledge', name: 'Company handbook' },
  ]);
  expect(await tenant.owner.call(getPrompt, { params: { id: prompt!.id } })).toMatchObject({ publishedVersion: 1 });
  await eventually(async () => {
    const documents = await tenant.owner.call(listKnowledgeDocuments, { params: { id: base!.id }, query: {} });
    if (documents.items[0]?.status !== 'indexed') throw new Error(`It is ${documents.items[0]?.status}`);
  });
  const body = { content: 'How many days of paid holiday does everybody have?', waitSeconds: 30 };
  const { turn } = await tenant.owner.call(sayToWorkflow, { params: { id: workflowId }, body });
  expect(turn).toMatchObject({
    status: 'answered',
    answer: expect.stringMatching(/28 days.*handbook\.md, .*\/knowledge\/kb_/s) as string,
  });
  // What is there already is used as it is.
  expect((await install('document-questions')).kept).toEqual([
    { kind: 'prompt', name: 'Answer with citations' },
    { kind: 'knowledge', name: 'Company handbook' },
  ]);
  expect((await tenant.owner.call(listKnowledgeBases, { query: {} })).items).toHaveLength(1);
}, 120_000);

it('daily news digest: each morning in the zone of who takes it', async () => {
  const parameters = {
    topic: 'audio',
    time: '06:45',
    timezone: 'America/New_York',
    people: ['mara@larkfield.example'],
  };
  const { workflowId } = await install('news-digest', parameters);
  const { items } = await tenant.owner.call(listSchedules, { query: { workflowId } as never });
  expect(JSON.stringify(items)).toContain('America/New_York');
  const id = await run(workflowId, null);
  expect(await ended(id)).toMatchObject({ status: 'succeeded' });
  expect(await fileOf(id)).toMatch(/## Article 1\n.*\/articles\/1\n\n.*learned/s);
  expect(web.posts.map(({ path }) => path)).toContainEqual(expect.stringContaining('q=audio'));
}, 120_000);

it('meeting follow-up: a person looks before it goes out', async () => {
  const { workflowId } = await install('meeting-follow-up');
  const id = await run(workflowId, example('meeting-follow-up'));
  await approve(id);
  expect(await ended(id)).toMatchObject({ status: 'succeeded', output: { deliveryIds: [expect.any(String)] } });
}, 120_000);

it('invoice extraction: small ones become rows, large ones ask', async () => {
  const { workflowId } = await install('invoice-extraction', { limit: 300 });
  const small = await run(workflowId, example('invoice-extraction'));
  expect(await ended(small)).toMatchObject({ status: 'succeeded' });
  expect(await fileOf(small)).toMatch(/amount.*\n.*249/s);
  const large = await run(workflowId, { text: 'Invoice RE-1 of 2026-02-11. Total amount: 2049.00 EUR.' });
  await approve(large);
  expect(await ended(large)).toMatchObject({ status: 'succeeded' });
}, 120_000);

it('incident watcher: tells of what fails, and of nothing else', async () => {
  const { workflowId } = await install('incident-watcher', { url: `${web.url}/broken` });
  const { output } = await ended(await run(workflowId, null));
  expect(output).toMatchObject({ deliveryIds: [expect.any(String)] });
  const fine = await install('incident-watcher', { url: `${web.url}/articles/1` });
  expect(JSON.stringify((await ended(await run(fine.workflowId, null))).output)).not.toContain('deliveryIds');
}, 120_000);

it('approval with a limit, and the morning report', async () => {
  const approval = await install('approval-with-limit');
  expect(await ended(await run(approval.workflowId, example('approval-with-limit')))).toMatchObject({
    status: 'succeeded',
  });
  const report = await install('morning-report', {
    url: `${web.url}/articles/2`,
    time: '09:15',
    timezone: 'Asia/Tokyo',
  });
  expect(report.definition.nodes[0]!.config).toEqual({ cron: '15 9 * * 1-5', timezone: 'Asia/Tokyo' });
  expect(await ended(await run(report.workflowId, null))).toMatchObject({ status: 'succeeded' });
}, 120_000);

it('A1: a company publishes its own to its members, without its credentials, and to nobody else', async () => {
  const { workflowId } = await install('morning-report', { url: `${web.url}/articles/3` });
  const own = await tenant.owner.call(offerTemplate, { params: { id: workflowId }, body: { title: 'Our report' } });
  expect(own).toMatchObject({ source: 'company', title: 'Our report', createdBy: 'Mara Lindqvist' });
  const member = await tenant.member('viewer');
  expect((await member.call(listGallery, {})).items.map(({ id }) => id)).toContain(own.id);
  const taken = await install(own.id, { [own.parameters[0]!.id]: own.parameters[0]!.default });
  expect(taken.name).toBe('Our report');
  const stranger = await Tenant.signUp(platform.url);
  expect((await stranger.owner.call(listGallery, {})).items.map(({ id }) => id)).not.toContain(own.id);
  const foreign = { params: { id: own.id }, body: { parameters: {} } };
  await expect(stranger.owner.call(installTemplate, foreign)).rejects.toMatchObject({ status: 404 });
  await expect(stranger.owner.call(deleteTemplate, { params: { id: own.id } })).rejects.toMatchObject({ status: 404 });
  await tenant.owner.call(deleteTemplate, { params: { id: own.id } });
  expect((await member.call(listGallery, {})).items.map(({ id }) => id)).not.toContain(own.id);
}, 120_000);

it('lead generation: the agent works with the model that was answered', async () => {
  const model = new LLMock({ port: 0 });
  await model.start();
  try {
    const lead = { company: 'Northwind Audio', domain: 'northwind.example', country: 'DE', source: 'crm' };
    const profile = { countries: ['DE'] };
    model.on({ predicate: () => true }, ({ messages }) =>
      messages.some(({ role }) => role === 'tool')
        ? { content: 'One lead: Northwind Audio, in leads.csv' }
        : { toolCalls: [{ name: 'save_leads', arguments: JSON.stringify({ leads: [lead], profile }) }] },
    );
    const settings = { apiKey: 'sk-test', baseUrl: `${model.url}/v1` };
    await tenant.owner.call(createProvider, {
      body: { provider: 'openai', settings, enabled: true, name: 'scripted' },
    });
    const { workflowId, created } = await install('lead-generation', { model: 'openai/gpt-5-mini' });
    expect(created).toMatchObject([{ kind: 'agent', name: 'lead' }]);
    const { status, output } = await ended(await run(workflowId, example('lead-generation')));
    expect([status, output]).toEqual(['succeeded', { deliveryIds: [expect.any(String)] }]);
    expect(model.getRequests().length).toBeGreaterThan(1);
  } finally {
    await model.stop();
  }
}, 120_000);

function siteOf(address: string, path: string) {
  if (path.startsWith('/search?')) {
    const results = [1, 2, 3].map((number) => ({
      title: `Article ${number}`,
      url: `${address}/articles/${number}`,
      content: `A few words of article ${number}`,
    }));
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ results }) };
  }
  const number = /^\/articles\/(\d+)$/.exec(path)?.[1];
  if (number === undefined) return { status: path === '/broken' ? 500 : 404, body: 'none' };
  const text = `Machines have learned something new, says article ${number}. `.repeat(20);
  const body = `<!doctype html><title>Article ${number}</title><article><p>${text}</p></article>`;
  return { headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
