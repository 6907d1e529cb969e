import { toolSettings, type ToolSettings } from '#libs/contracts';
import type { HttpAnswer, HttpRequest } from '../../kit.js';
import { callTool } from '../../kit.js';
import { describeTool, toolCall, type ToolFakes } from '../../conformance/tool-suite.js';
import { findLeads } from './find-leads.def.js';
import { runFindLeads } from './find-leads.run.js';

const crm = { kind: 'http', name: 'crm', url: 'https://crm.example/leads?team=a' };
const settings = (leads?: object): ToolFakes['settings'] => ({
  read: () => Promise.resolve(toolSettings.parse(leads === undefined ? {} : { leads }) as ToolSettings),
});
const answering = (status: number, body: unknown, asked: HttpRequest[] = []): ToolFakes['http'] => ({
  request: (request) => {
    asked.push(request);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return Promise.resolve({ status, headers: {}, body: Buffer.from(text) } satisfies HttpAnswer);
  },
});
const call = (input: unknown, use: ToolFakes) =>
  callTool(findLeads, runFindLeads, input, toolCall(findLeads.needs, use));

describeTool(findLeads, runFindLeads, {
  examples: [
    {
      input: { query: 'climbing', country: 'de' },
      use: { settings: settings() },
      output: {
        sources: [{ name: 'sample', found: 1, error: null }],
        leads: [
          {
            company: 'Vertikal Klettern GmbH',
            domain: 'vertikal.example',
            industry: 'fitness',
            country: 'DE',
            employees: 65,
            contact: 'Tim Vogt',
            role: 'Managing Director',
            email: 'tim@vertikal.example',
            phone: '+49 89 5550107',
            about: 'Climbing halls',
            source: 'sample',
          },
        ],
      },
    },
    {
      input: { query: 'nobody has this' },
      use: { settings: settings() },
      output: { sources: [{ name: 'sample', found: 0, error: null }], leads: [] },
    },
  ],
  invalid: [{ limit: 0 }, { limit: 201 }, { query: '' }, { industry: 3 }, { surprise: 1 }],
  fails: [
    { input: {}, use: { settings: settings({ sources: [] }) }, code: 'TOOL_UNAVAILABLE', says: 'settings' },
    { input: { source: 'crm' }, use: { settings: settings() }, code: 'TOOL_INPUT_INVALID', says: 'sample' },
    ...(
      [
        [429, '', 'HTTP_BUSY', 'slow down'],
        [500, '', 'HTTP_FAILED', '500'],
        [401, '', 'HTTP_REFUSED', '401'],
        [200, '<html>', 'HTTP_ANSWER_INVALID', 'JSON'],
        [200, { items: [] }, 'HTTP_ANSWER_INVALID', 'no list'],
        [200, [{ firm: 'x' }], 'HTTP_ANSWER_INVALID', 'none names a company'],
      ] as const
    ).map(([status, body, code, says]) => ({
      input: {},
      use: { settings: settings({ sources: [crm] }), http: answering(status, body) },
      code,
      says,
    })),
  ],
});

describe('find_leads', () => {
  it('asks a source of one’s own what it was asked, and leaves out rows that are no leads', async () => {
    const asked: HttpRequest[] = [];
    const rows = [{ company: 'A', domain: 'HTTPS://www.A.example/x', note: 'more' }, { company: 7 }, { company: 'B' }];
    const { leads } = await call(
      { query: 'a b', industry: 'retail', limit: 5 },
      { settings: settings({ sources: [crm] }), http: answering(200, { leads: rows }, asked) },
    );
    expect(asked[0]!.url).toBe('https://crm.example/leads?team=a&query=a+b&industry=retail&limit=5');
    expect(leads).toEqual([
      { company: 'A', domain: 'a.example', source: 'crm' },
      { company: 'B', domain: null, source: 'crm' },
    ]);
  });

  it('gives what the others know when one source is away, and asks one alone', async () => {
    const use = {
      settings: settings({ sources: [crm, { kind: 'sample', name: 'trial' }] }),
      http: answering(503, ''),
    };
    const all = await call({ industry: 'logistics' }, use);
    expect(all.sources).toEqual([
      { name: 'crm', found: 0, error: 'crm asks to slow down' },
      { name: 'trial', found: 2, error: null },
    ]);
    expect((await call({ source: 'trial', limit: 3 }, use)).sources).toEqual([
      { name: 'trial', found: 3, error: null },
    ]);
  });
});
