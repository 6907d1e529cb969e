import { newId, toolSettings, type ToolRequest } from '#libs/contracts';
import { PageBench } from '../../testing/page-bench.js';

const at = '2026-11-20T09:00:00.000Z';
const tool = { id: newId('tool'), name: 'iban_check' };
const request: ToolRequest = {
  ...{ id: newId('toolRequest'), name: 'iban', purpose: 'Says whether an IBAN is right', status: 'proposed', tool },
  ...{
    source: 'model',
    reason: 'It passed its cases',
    trials: [{ input: { iban: 'X' }, expected: false }],
    attempts: 1,
  },
  ...{ agentId: null, taskId: newId('task'), requestedBy: null, createdAt: at, finishedAt: at },
};
const missing = '/tools/request_tool?view=settings';

let page: PageBench;
const openAs = (role: 'builder' | 'admin') => {
  page = new PageBench(role);
  page.answers['GET /tools/request_tool'] = () => ({
    body: {
      ...{
        id: 'request_tool',
        name: 'request_tool',
        title: 'Ask for a missing tool',
        description: 'Asks',
        risk: 'low',
      },
      ...{ inputSchema: { type: 'object' }, outputSchema: {}, effect: 'idempotent', outside: false, async: false },
      ...{ builtin: true, source: 'builtin', status: 'active' },
    },
  });
  page.answers['GET /tools/settings'] = () => ({ body: toolSettings.parse({ respectRobots: false }) });
  page.answers['GET /tools/requests'] = () => ({ body: { items: [request], nextCursor: null } });
  return page.open(missing);
};
afterEach(() => page.close());
jest.setTimeout(30_000);

describe('missing tools', () => {
  it('may be written for those whom an administrator lets; other settings stay', async () => {
    await openAs('admin');
    await page.shows('Who may have a tool written by a model');
    page.answers['PUT /tools/settings'] = ({ body }) => ({ body });
    page.typeInto(page.field('Who may have a tool written by a model'), 'agents');
    await page.until(() => page.sent('PUT', '/tools/settings').length === 1);
    expect(page.sent('PUT', '/tools/settings')[0]).toMatchObject({ writing: 'agents', respectRobots: false });
  });

  it('are asked for by builders, who see what came of it', async () => {
    await openAs('builder');
    await page.shows('It passed its cases');
    expect(document.querySelector(`a[href^="/tools/${tool.id}"]`)!.textContent).toBe('iban_check');
    expect(page.field('Who may have a tool written by a model').disabled).toBe(true);
    page.answers['POST /tools/requests'] = () => ({ status: 202, body: request });
    page.type('Name', 'vat_of');
    page.type('What it is given', 'Given a net amount, gives the tax');
    await page.press('Look for it');
    await page.shows('It is being looked for');
    expect(page.sent('POST', '/tools/requests')).toEqual([
      { name: 'vat_of', purpose: 'Given a net amount, gives the tax' },
    ]);
  });
});
