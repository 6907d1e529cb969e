/** The agent that looks for leads, as it is installed: from the template to the file that sales opens. */
import { LLMock, type ChatCompletionRequest } from '@copilotkit/aimock';
import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import {
  createCredential,
  getArtifact,
  getTask,
  getTranscript,
  installAgentTemplate,
  listAgentTemplates,
  listArtifacts,
  runAgentByDashedName,
  runAgentByName,
  setToolSettings,
  type Task,
} from '#libs/contracts';
import { eventually, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';

type Messages = ChatCompletionRequest['messages'];
interface Lead {
  company: string;
  domain?: string | null;
  employees?: number | null;
}

let model: LLMock;
const crm = new HttpPeer();
let crmUrl: string;
let platform: ServiceProcess;
let tenant: Tenant;

beforeAll(async () => {
  model = new LLMock({ port: 0 });
  [crmUrl] = await Promise.all([crm.start(), model.start()]);
  model.on({ predicate: () => true }, ({ messages }) => answerTo(messages));
  platform = await launchEmbedded({
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${model.url}/v1`, AAAS_EGRESS_ALLOW: '127.0.0.1' },
  });
  tenant = await Tenant.signUp(platform.url);
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  await Promise.all([model.stop(), crm.stop()]);
});

const ended = (taskId: string): Promise<Task> =>
  eventually(
    async () => {
      const task = await tenant.owner.call(getTask, { params: { taskId } });
      if (task.finishedAt === null) throw new Error(`The task is ${task.status}`);
      return task;
    },
    { withinMs: 60_000 },
  );

/** The file that the task left, as rows of cells. None of them holds a line break. */
async function fileOf(taskId: string): Promise<string[]> {
  const { items } = await tenant.owner.call(listArtifacts, { query: { taskId } });
  expect(items).toMatchObject([{ name: 'leads.csv', contentType: 'text/csv; charset=utf-8' }]);
  const answer = await tenant.owner.open(getArtifact, { params: { id: items[0]!.id } });
  return (await answer.text()).trimEnd().split('\r\n');
}

describe('the lead agent', () => {
  it('is installed from its template and finds, completes, merges, scores and saves what the samples hold', async () => {
    const { items } = await tenant.owner.call(listAgentTemplates, {});
    const template = items.find(({ id }) => id === 'lead-generation')!;
    const agent = await tenant.owner.call(installAgentTemplate, {
      params: { template: template.id },
      body: { model: 'openai/gpt-5-mini' },
    });
    expect(agent).toMatchObject({
      name: 'lead',
      status: 'active',
      tools: expect.arrayContaining(['save_leads']) as unknown,
    });

    const body = template.example as { input: unknown };
    const { taskId } = await tenant.owner.call(runAgentByName, { params: { name: 'lead' }, body });
    const task = await ended(taskId);
    expect(task).toMatchObject({ status: 'succeeded', answer: expect.stringContaining('leads.csv') as unknown });
    const transcript = await tenant.owner.call(getTranscript, { params: { taskId }, query: { limit: 100 } });
    const steps = transcript.items.filter(({ type }) => type === 'tool');
    expect(steps.every(({ output }) => output !== null)).toBe(true);
    expect(new Set(steps.map(({ tool }) => tool))).toEqual(new Set(['find_leads', 'enrich_lead', 'save_leads']));

    const [heading, ...rows] = await fileOf(taskId);
    expect(heading).toBe('score,company,domain,industry,country,employees,contact,role,email,phone,about,why,source');
    const cells = rows.map((row) => row.split(','));
    expect(cells.map(([score]) => Number(score))).toEqual(cells.map(([score]) => Number(score)).sort((a, b) => b - a));
    expect(cells.every(([score]) => Number(score) >= 40)).toBe(true);
    const companies = cells.map(([, company]) => company);
    // Nordlicht stands twice in the samples, so does Brightwave; the second one of Brightwave names no website.
    for (const name of ['Nordlicht Akustik GmbH', 'Brightwave Studios Ltd', 'Casa Sonora SL'])
      expect(companies.filter((company) => company?.split(' ')[0] === name.split(' ')[0])).toEqual([name]);
    expect(companies).not.toContain('Meridian Logistics Inc.');
  }, 120_000);

  it('answers to the other spelling, and looks in a source of one’s own', async () => {
    const { id: credential } = await tenant.owner.call(createCredential, {
      body: { kind: 'bearer', name: 'CRM', token: 'tok_crm', allowedHosts: [`http://${new URL(crmUrl).host}`] },
    });
    const source = {
      kind: 'http' as const,
      name: 'crm',
      url: `${crmUrl}/leads`,
      detailsUrl: `${crmUrl}/lead`,
      credential,
    };
    await tenant.owner.call(setToolSettings, { body: { leads: { sources: [source] } } });
    crm.answer = ({ path }) => ({
      body: JSON.stringify(
        path.startsWith('/lead?')
          ? { company: 'Own GmbH', domain: 'own.example', employees: 60 }
          : {
              leads: [
                {
                  company: 'Own GmbH',
                  domain: 'own.example',
                  industry: 'retail',
                  country: 'DE',
                  email: 'a@own.example',
                },
              ],
            },
      ),
    });
    const input = { profile: { industries: ['retail'], countries: ['DE'], employees: { min: 50 } } };
    const { taskId } = await tenant.owner.call(runAgentByDashedName, { params: { name: 'lead' }, body: { input } });
    expect(await ended(taskId)).toMatchObject({ status: 'succeeded' });
    expect((await fileOf(taskId))[1]).toBe(
      '90,Own GmbH,own.example,retail,DE,60,,,a@own.example,,,industry retail; 60 employees; country DE; reachable by e-mail,crm',
    );
    expect(crm.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer tok_crm', 'Bearer tok_crm']);
  }, 120_000);
});

/** Does what the instructions of the template say: finds by industry and country, completes those without a size, saves all at once. */
function answerTo(messages: Messages) {
  const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => read(content));
  const { profile, minScore } = inputOf(messages);
  const call = (name: string, input: object) => ({ name, arguments: JSON.stringify(input) });
  if (results.length === 0)
    return {
      toolCalls: profile.industries.flatMap((industry) =>
        profile.countries.map((country) => call('find_leads', { industry, country })),
      ),
    };
  const found = results.flatMap(({ leads }) => (Array.isArray(leads) ? leads : []));
  const enriched = results.flatMap(({ lead }) => (lead ? [lead] : []));
  const saved = results.find(({ artifactId }) => artifactId !== undefined);
  if (saved) return { content: `${String(saved.leads)} leads lie in ${saved.name}.` };
  const unknown = found.filter(({ domain, employees }) => domain && typeof employees !== 'number');
  if (unknown.length > 0 && enriched.length === 0)
    return { toolCalls: unknown.map(({ domain }) => call('enrich_lead', { domain })) };
  return { toolCalls: [call('save_leads', { leads: [...found, ...enriched], profile, minScore })] };
}

interface Result {
  leads?: Lead[] | number;
  lead?: Lead | null;
  artifactId?: string;
  name?: string;
}

function read(content: unknown): Result {
  const told = JSON.parse(content as string) as { output?: Result };
  return told.output ?? {};
}

function inputOf(messages: Messages) {
  const asked = messages.find(({ role }) => role === 'user')!.content as string;
  const [, input] = /<input>\n([^]*)\n<\/input>/.exec(asked)!;
  return JSON.parse(input!) as { profile: { industries: string[]; countries: string[] }; minScore?: number };
}
