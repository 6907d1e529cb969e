import { act } from 'react';
import { newId, type CustomTool, type Tool } from '#libs/contracts';
import { PageBench } from '../../testing/page-bench.js';

const at = '2026-11-20T09:00:00.000Z';
const tool: CustomTool = {
  id: newId('tool'),
  name: 'find_order',
  title: 'Find order',
  description: 'Finds an order.',
  inputSchema: {
    type: 'object',
    properties: { id: { type: 'string' } },
    required: ['id'],
    additionalProperties: false,
  },
  outputSchema: {},
  effect: 'effectful',
  risk: 'high',
  outside: true,
  async: false,
  builtin: false,
  source: 'code',
  status: 'review',
  definition: { kind: 'code', code: 'return 1', timeMs: 10_000 },
  timeoutMs: 30_000,
  version: 2,
  hash: 'hash-of-two',
  etag: '"2"',
  createdAt: at,
  updatedAt: at,
};
const version = (number: number, description: string) => ({
  version: number,
  hash: `hash-${number}`,
  tool: { name: 'find_order', description },
  createdBy: null,
  createdAt: at,
});

let page: PageBench;
beforeEach(() => {
  page = new PageBench('builder');
  page.answers[`GET /tools/${tool.id}`] = () => ({ body: tool });
  page.answers[`GET /tools/${tool.id}/versions`] = () => ({
    body: { items: [version(2, 'Finds it and tells'), version(1, 'Finds it')], nextCursor: null },
  });
});
afterEach(() => page.close());
jest.setTimeout(30_000);

describe('a tool that waits', () => {
  it('shows what changed, and is approved by the hash that was shown', async () => {
    await page.open(`/tools/${tool.id}`);
    await page.shows('This tool is not what was approved');
    await page.shows(/Finds itFinds it and tells/);
    await page.shows('hash-of-two');
    expect(page.button('Run tool').getAttribute('aria-disabled')).toBe('true');
    const approved = { ...tool, status: 'active' as const };
    page.answers[`POST /tools/${tool.id}/approve`] = () => {
      page.answers[`GET /tools/${tool.id}`] = () => ({ body: approved });
      return { body: approved };
    };
    await page.press('Approve exactly this');
    expect(page.sent('POST', `/tools/${tool.id}/approve`)).toEqual([{ hash: 'hash-of-two' }]);
    await page.shows('Find order can be called');
    await page.loses('This tool is not what was approved');
    expect(page.button('Run tool').getAttribute('aria-disabled')).toBeNull();
  });

  it('is not approved by those who may not', async () => {
    page.close();
    const answers = page.answers;
    page = new PageBench('operator');
    Object.assign(page.answers, answers);
    await page.open(`/tools/${tool.id}`);
    await page.shows('This tool is not what was approved');
    await page.press('Approve exactly this');
    expect(page.sent('POST', `/tools/${tool.id}/approve`)).toEqual([]);
  });
});

describe('the test console', () => {
  const path = `/tools/${tool.id}/test`;
  beforeEach(() => {
    page.answers[`GET /tools/${tool.id}`] = () => ({ body: { ...tool, status: 'active' } });
  });

  it('warns of effects, asks for what is missing, runs, and keeps what was run', async () => {
    page.answers[`POST ${path}`] = () => ({ body: { output: { state: 'delivered' }, ms: 12 } });
    await page.open(`/tools/${tool.id}`);
    await page.shows('This tool acts outside.');
    await page.press('Run tool');
    await page.shows('Fill this in.');
    expect(page.sent('POST', path)).toEqual([]);
    page.type('Id', '7');
    await page.press('Run tool');
    await page.shows('"delivered"');
    await page.shows('12 ms');
    await page.shows('from outside');
    await page.shows('{"id":"7"}');
    expect(page.sent('POST', path)).toEqual([{ input: { id: '7' } }]);
  });

  it('says what the server refuses at the field, and in the result', async () => {
    page.answers[`POST ${path}`] = () => ({
      status: 422,
      body: {
        code: 'TOOL_INPUT_INVALID',
        title: 'The input does not fit',
        status: 422,
        issues: [{ path: 'input.id', message: 'expected six digits' }],
      },
    });
    await page.open(`/tools/${tool.id}`);
    await page.shows('Run tool');
    page.type('Id', '7');
    await page.press('Run tool');
    await page.shows('The call failed.');
    expect(page.field('Id').getAttribute('aria-invalid')).toBe('true');
    expect(page.field('Id').value).toBe('7');
  });

  it('has no editor for a built-in tool', async () => {
    const { definition: _, version: __, hash: ___, ...rest } = tool;
    const builtin: Tool = { ...rest, id: 'calculator', builtin: true, source: 'builtin', status: 'active' };
    page.answers['GET /tools/calculator'] = () => ({ body: builtin });
    await page.open('/tools/calculator?view=edit');
    await page.shows('Run tool');
    expect(document.body.textContent).not.toContain('Name for models');
  });
});

it('sends settings back that the page does not show', async () => {
  page.close();
  page = new PageBench('admin');
  const { definition: _, version: __, hash: ___, ...rest } = tool;
  const builtin: Tool = { ...rest, id: 'web_search', name: 'web_search', builtin: true, source: 'builtin' };
  const leads = { sources: [{ kind: 'http', name: 'directory', url: 'https://directory.example/leads' }] };
  page.answers['GET /tools/web_search'] = () => ({ body: builtin });
  page.answers['GET /tools/settings'] = () => ({
    body: { search: { provider: 'duckduckgo' }, leads, respectRobots: true },
  });
  page.answers['PUT /tools/settings'] = ({ body }) => ({ body });
  await page.open('/tools/web_search?view=settings');
  await page.shows('Searches by');
  act(() => page.field('Keep to robots.txt').click());
  await page.press('Save');
  expect(page.sent('PUT', '/tools/settings')).toEqual([
    { search: { provider: 'duckduckgo' }, leads, respectRobots: false, writing: 'nobody' },
  ]);
});

it('keeps what was typed when somebody else changed the tool meanwhile', async () => {
  page.answers[`PATCH /tools/${tool.id}`] = ({ headers, body }) => {
    if (headers['if-match'] !== '"2"') return { body: { ...tool, ...(body as object), version: 4, etag: '"4"' } };
    page.answers[`GET /tools/${tool.id}`] = () => ({ body: { ...tool, title: 'Of another', version: 3, etag: '"3"' } });
    return { status: 412, body: { code: 'PRECONDITION_FAILED', title: 'Changed', status: 412 } };
  };
  await page.open(`/tools/${tool.id}?view=edit`);
  await page.shows('Name for models');
  page.type('Title', 'Mine');
  await page.press('Save');
  await page.shows('Somebody changed this tool meanwhile');
  expect(page.field('Title').value).toBe('Mine');
  await page.press('Go on with mine');
  await page.press('Save');
  const sent = page.asked.filter(({ method }) => method === 'PATCH');
  expect(sent.map(({ headers }) => headers['if-match'])).toEqual(['"2"', '"3"']);
  expect(sent[1]?.body).toMatchObject({ title: 'Mine' });
});
