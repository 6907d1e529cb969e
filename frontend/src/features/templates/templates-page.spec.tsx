import { newId, type Template, type WorkflowSummary } from '#libs/contracts';
import { PageBench } from '../../testing/page-bench.js';

let page: PageBench;
afterEach(() => page.close());
jest.setTimeout(30_000);

const at = '2026-11-20T09:00:00.000Z';
const workflow: WorkflowSummary = {
  id: newId('workflow'),
  name: 'Refund desk',
  description: '',
  publishedVersion: null,
  hasDraftChanges: true,
  nodeCount: 0,
  lastRun: null,
  createdAt: at,
  updatedAt: at,
};
const made = (id: string, more: Partial<Template> = {}): Template => ({
  ...{
    id,
    source: 'platform',
    title: id,
    description: '',
    parameters: [],
    needs: [],
    createdBy: null,
    createdAt: null,
  },
  brings: { nodes: 4, kinds: ['trigger.manual', 'flow.condition'], agents: [], tools: [], knowledge: [], prompts: [] },
  ...more,
});
const digest = made('news-digest', {
  parameters: [
    {
      ...{ id: 'topic', title: 'What about', help: '', type: 'text', required: true, default: 'news' },
      at: [{ part: 'workflow', node: 'search', path: 'input.query' }],
    },
  ],
  needs: [{ name: 'Web search', kind: 'setting', help: 'A search service' }],
});
const own = made(newId('template'), { source: 'company', title: 'Our own way', createdBy: 'Mara' });
const open = async (role: 'builder' | 'viewer' | 'owner', path: string) => {
  page = new PageBench(role);
  page.answers['GET /templates'] = () => ({
    body: { items: [made('approval-with-limit'), digest, made('morning-report'), own], nextCursor: null },
  });
  page.answers['POST /templates/news-digest/install'] = installed;
  page.answers['POST /templates/approval-with-limit/install'] = installed;
  await page.open(path);
};
const installed = () => ({
  status: 201,
  body: { workflowId: workflow.id, name: 'It', created: [], kept: [], needs: [] },
});
const isOpen = () => window.location.pathname === `/workflows/${workflow.id}`;

describe('the gallery', () => {
  it('is searched by what templates do, asks what they ask, and names what they need', async () => {
    await open('builder', '/templates?search=digest');
    await page.shows('Daily news digest');
    expect(document.body.textContent).not.toContain('Morning report');
    await page.press('Use template Daily news digest');
    await page.shows('Web search: A search service');
    await page.press('Install');
    await page.until(isOpen);
    expect(page.sent('POST', '/templates/news-digest/install')).toEqual([
      { name: 'Daily news digest', parameters: { topic: 'news' } },
    ]);
  });

  it('shows what the company published, which those who build may take back', async () => {
    await open('builder', '/templates');
    await page.shows('Published by Mara');
    await page.press('Take template Our own way back');
    await page.shows('Take the template “Our own way” back?');
  });

  it('is not taken from by those who may not make workflows', async () => {
    await open('viewer', '/templates');
    await page.shows('Morning report');
    expect(page.button('Use template Morning report').getAttribute('aria-disabled')).toBe('true');
    await page.press('Use template Morning report');
    expect(document.body.textContent).not.toContain('Name of the workflow');
  });
});

describe('the first steps', () => {
  it('lead a company without a run to its first workflow', async () => {
    await open('owner', '/');
    await page.shows('Larkfield is set up');
    await page.shows('Connect a provider');
    await page.shows('Approval with a limit');
    await page.press('Approval with a limitSmall amounts go on, large ones ask a person');
    await page.until(isOpen);
    expect(page.sent('POST', '/templates/approval-with-limit/install')).toHaveLength(1);
  });

  it('go on with the workflow that is there', async () => {
    page = new PageBench('owner');
    page.answers['GET /workflows'] = () => ({
      body: { items: [workflow], nextCursor: null },
    });
    await page.open('/');
    await page.shows('“Refund desk” is there. Publish and run it.');
    expect(document.body.textContent).not.toContain('Begin with one that is ready');
  });

  it('are not for those who only look', async () => {
    page = new PageBench('viewer');
    await page.open('/');
    await page.shows('No runs yet');
    expect(document.body.textContent).not.toContain('First steps');
  });
});
