import { newId, type WorkflowSummary } from '#libs/contracts';
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
const taken = (bench: PageBench) => {
  const more = { problems: [], etag: '"1"' };
  bench.answers['POST /workflows'] = ({ body }) => ({
    status: 201,
    body: { ...workflow, ...(body as object), ...more },
  });
};
const isOpen = () => window.location.pathname === `/workflows/${workflow.id}`;

describe('templates', () => {
  it('are found by what they do, and become a workflow of the company', async () => {
    page = new PageBench('builder');
    taken(page);
    await page.open('/templates?search=large');
    await page.shows('Approval with a limit');
    expect(document.body.textContent).not.toContain('Morning report');
    await page.shows('4 steps');
    await page.press('Use template Approval with a limit');
    await page.until(isOpen);
    expect(page.sent('POST', '/workflows')).toMatchObject([
      { name: 'Approval with a limit', definition: { schemaVersion: 1, nodes: [{ id: 'start' }, {}, {}, {}] } },
    ]);
  });

  it('are not taken by those who may not make workflows', async () => {
    page = new PageBench('viewer');
    await page.open('/templates');
    await page.shows('Morning report');
    expect(page.button('Use template Morning report').getAttribute('aria-disabled')).toBe('true');
    await page.press('Use template Morning report');
    expect(page.sent('POST', '/workflows')).toEqual([]);
  });
});

describe('the first steps', () => {
  it('lead a company without a run to its first workflow', async () => {
    page = new PageBench('owner');
    taken(page);
    await page.open('/');
    await page.shows('Larkfield is set up');
    await page.shows('Connect a provider');
    await page.press('Approval with a limitSmall amounts go on, large ones ask a person');
    await page.until(isOpen);
    expect(page.sent('POST', '/workflows')).toHaveLength(1);
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
