import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { launchEmbedded, type ServiceProcess } from '#libs/testing';
import { buildWeb, complaintsOf, openBrowser, signIn, violationsOf } from './browser.js';
import { seed, type Seed } from './seed.js';

/** Every page, in both themes, wide and narrow: opens, complains about nothing, and keeps to the accessibility rules. */
let platform: ServiceProcess;
let seeded: Seed;

beforeAll(async () => {
  buildWeb();
  platform = await launchEmbedded();
  seeded = await seed(platform.url);
}, 180_000);
afterAll(() => platform?.stop());

/** Address of each page, and a text that shows that its content is there. */
const pages = (): Record<string, [path: string, shows: string]> => ({
  home: ['/', 'Recent runs'],
  'home, a week': ['/?days=7', 'Runs by day'],
  workflows: ['/workflows', 'Refund desk'],
  'workflows, nothing found': ['/workflows?search=nothing-is-called-so', 'No workflow matches'],
  workflow: [`/workflows/${seeded.workflows.refunds}?node=topic`, 'Chooses the label'],
  versions: [`/workflows/${seeded.workflows.refunds}?tab=versions`, 'First version'],
  'workflow runs': [`/workflows/${seeded.workflows.invoices}?tab=runs`, 'Succeeded'],
  runs: ['/runs', 'Refund desk'],
  'runs, filtered': ['/runs?status=failed', 'Weekly supplier digest'],
  'runs, today': ['/runs?days=1', 'Refund desk'],
  'comparison of runs': [`/runs/${seeded.runs.failed}/compare`, 'Choose a run to compare with'],
  'waiting run': [`/runs/${seeded.runs.approval}?step=signOff`, 'Waits for an answer in the inbox'],
  'failed run': [`/runs/${seeded.runs.failed}`, 'The run failed.'],
  'succeeded run': [`/runs/${seeded.runs.succeeded}`, 'invoice.json'],
  'run with a map': [`/runs/${seeded.runs.triage}`, 'Each message'],
  inbox: ['/inbox', 'What it is about'],
  'answered inbox': ['/inbox?view=closed', 'Nothing was answered yet'],
  notifications: ['/notifications', 'Invoice read'],
  'old address of the members': ['/members', 'Priya Natarajan'],
  reports: ['/reports', 'Runs by day'],
  'reports, workflows': ['/reports?tab=workflows&days=7', 'Invoice intake'],
  'reports, agents': ['/reports?tab=agents', 'support-engineer'],
  'reports, spend': ['/reports?tab=spend', 'builtin/rules'],
  'reports, people': ['/reports?tab=people', 'Nobody was asked anything in this time'],
  connections: ['/connections', 'Ledger API'],
  company: ['/administration/company', 'Time zone'],
  members: ['/administration/members', 'Priya Natarajan'],
  'audit log': ['/administration/audit', 'Intact'],
  'audit log, nothing found': ['/administration/audit?target=nothing-is-called-so', 'No event matches'],
  providers: ['/administration/providers', 'OpenAI, Europe'],
  provider: [`/administration/providers/${seeded.administration.provider}`, 'Replace key'],
  models: ['/administration/models', 'openai-eu/gpt-5-mini'],
  'models, nothing found': ['/administration/models?search=nothing-is-called-so', 'No model matches'],
  routing: ['/administration/routing', 'Which model answers'],
  budgets: ['/administration/budgets', 'All model calls'],
  prompts: ['/administration/prompts', 'Answer a customer'],
  prompt: [`/administration/prompts/${seeded.administration.prompt}`, 'Try the draft'],
  'prompt, bench': [`/administration/prompts/${seeded.administration.prompt}?view=bench`, 'Late parcel'],
  'prompt, versions': [`/administration/prompts/${seeded.administration.prompt}?view=versions`, 'Tone agreed'],
  guardrails: ['/administration/guardrails', 'Policy of the company'],
  recordings: ['/administration/recordings', 'Nothing was recorded yet'],
  channels: ['/administration/channels', 'Support room'],
  watchers: ['/administration/watchers', 'Money runs out'],
  'message templates': ['/administration/templates', 'Shipped'],
  'message template': ['/administration/templates/run.failed/email', 'Example workflow'],
  'message template, Slack': ['/administration/templates/run.failed/slack', 'Slack blocks'],
  'how you are told': ['/notifications/preferences', 'Quiet hours: e-mail waits until they are over'],
  deliveries: ['/administration/deliveries', 'Delivered'],
  capacity: ['/administration/capacity', 'In the queue'],
  'dead letters': ['/administration/dead-letters', 'Nothing was left behind'],
  retention: ['/administration/retention', 'How long things are kept'],
  health: ['/administration/health', 'Everything makes progress'],
  agents: ['/agents', 'support-engineer'],
  'agents, none retired': ['/agents?status=retired', 'No agent has this status'],
  agent: [`/agents/${seeded.agent}`, 'Purpose'],
  'agent, playground': [`/agents/${seeded.agent}?tab=playground&conversation=new`, 'Talk to support-engineer'],
  'agent, versions': [`/agents/${seeded.agent}?tab=versions`, 'Half within'],
  'agent, tasks': [`/agents/${seeded.agent}?tab=tasks`, 'Goal'],
  'agent, jobs': [`/agents/${seeded.agent}?tab=jobs`, 'No jobs yet'],
  knowledge: ['/knowledge', 'Handbook'],
  'knowledge, documents': [`/knowledge/${seeded.knowledge.base}`, 'returns.md'],
  'knowledge, sources': [`/knowledge/${seeded.knowledge.base}?view=sources`, 'No sources yet'],
  'knowledge, search': [
    `/knowledge/${seeded.knowledge.base}?view=search`,
    'See what agents and workflows would be given',
  ],
  'knowledge, quality': [`/knowledge/${seeded.knowledge.base}?view=quality`, 'How long may I send it back?'],
  'knowledge, settings': [`/knowledge/${seeded.knowledge.base}?view=settings`, 'Who may read it'],
  'knowledge, document': [
    `/knowledge/${seeded.knowledge.base}/documents/${seeded.knowledge.document}?passage=0`,
    'Cited',
  ],
  tools: ['/tools', 'lookup_order'],
  'tools, filtered': ['/tools?source=custom&status=review', 'Find order'],
  'built-in tool': ['/tools/http_request', 'This tool acts outside'],
  'built-in tool, settings': ['/tools/web_search?view=settings', 'Searches by'],
  'tool that waits': [`/tools/${seeded.administration.tool}`, 'This tool is not what was approved'],
  'tool, documentation': [`/tools/${seeded.administration.tool}?view=docs`, 'How to use it'],
  'tool, editing': [`/tools/${seeded.administration.tool}?view=edit`, 'Name for models'],
  'tool, versions': [`/tools/${seeded.administration.tool}?view=versions`, 'Show changes'],
  'new tool': ['/tools/new', 'Query parameters'],
  'new tool, code': ['/tools/new?from=code', 'Knows `input`'],
  'new tool, OpenAPI': ['/tools/new?from=openapi', 'Address of the document'],
  'new tool, MCP': ['/tools/new?from=mcp', 'Address of the server'],
  'API keys': ['/administration/api-keys', 'Nightly import'],
  exposures: ['/administration/exposures', 'support-engineer'],
  webhooks: ['/administration/webhooks', 'Order hook'],
  jobs: ['/administration/jobs', 'hello_world_delayed'],
  job: [`/administration/jobs?job=${seeded.administration.job}`, 'Jobs'],
  queues: ['/administration/queues', 'Work in the database'],
  profile: ['/profile', 'This one'],
  'no page': ['/nowhere', 'There is nothing at this address'],
});

const open = async (page: Page, name: string) => {
  const [path, shows] = pages()[name] ?? ['/', ''];
  await page.goto(platform.url + path);
  await page.locator('#content').getByText(shows).and(page.locator(':visible')).first().waitFor({ timeout: 20_000 });
};

describe.each([
  ['wide, light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['narrow, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true }],
] as const)('every page, %s', (_, look) => {
  it('opens without complaint', async () => {
    const browser = await openBrowser(look);
    try {
      const page = browser.context.pages()[0] ?? (await browser.context.newPage());
      const complaints = complaintsOf(page);
      const wrong: Record<string, string[]> = {};
      for (const path of ['/sign-in', '/sign-up', '/forgot-password', '/reset-password#a', '/verify-email#a']) {
        await page.goto(platform.url + path);
        await page.getByRole('button').first().waitFor();
        wrong[path] = [...complaints.splice(0), ...(await violationsOf(page))];
      }
      await signIn(page, platform.url, seeded.owner);
      for (const name of Object.keys(pages())) {
        const narrow = look.viewport.width < 640;
        if (narrow && ['workflow', 'waiting run', 'failed run', 'succeeded run', 'inbox'].includes(name)) continue;
        const shown = await open(page, name).then(
          () => [],
          () => ['its content did not come'],
        );
        wrong[name] = [...shown, ...complaints.splice(0), ...(await violationsOf(page))];
      }
      expect(Object.fromEntries(Object.entries(wrong).filter(([, found]) => found.length > 0))).toEqual({});
    } finally {
      await browser.close();
    }
  }, 300_000);
});

it('loads less than 250 kB of compressed script for the first page', async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    const sizes: number[] = [];
    const bodies: Promise<void>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js') && !response.url().endsWith('/theme.js'))
        bodies.push(response.body().then((body) => void sizes.push(gzipSync(body).length)));
    });
    await page.goto(`${platform.url}/sign-in`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await Promise.all(bodies);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
  } finally {
    await browser.close();
  }
}, 60_000);
