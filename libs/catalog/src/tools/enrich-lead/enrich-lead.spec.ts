import { toolSettings, type ToolSettings } from '#libs/contracts';
import { callTool } from '../../kit.js';
import { describeTool, toolCall, type ToolFakes } from '../../conformance/tool-suite.js';
import { enrichLead } from './enrich-lead.def.js';
import { runEnrichLead } from './enrich-lead.run.js';

const crm = { kind: 'http', name: 'crm', url: 'https://crm.example/leads', detailsUrl: 'https://crm.example/lead' };
const settings = (...sources: object[]): ToolFakes['settings'] => ({
  read: () => Promise.resolve(toolSettings.parse({ leads: { sources } }) as ToolSettings),
});
const answering = (status: number, body: unknown): ToolFakes['http'] => ({
  request: () => Promise.resolve({ status, headers: {}, body: Buffer.from(JSON.stringify(body)) }),
});
const sample = { kind: 'sample' };

describeTool(enrichLead, runEnrichLead, {
  examples: [
    {
      input: { domain: 'https://www.ondes.example/contact' },
      use: { settings: settings(sample) },
      output: {
        found: true,
        lead: {
          company: 'Atelier Ondes SARL',
          domain: 'ondes.example',
          industry: 'media',
          country: 'FR',
          employees: 35,
          contact: 'Hugo Lambert',
          role: 'Technical Director',
          email: 'hugo.lambert@ondes.example',
          phone: '+33 1 5550104',
          about: 'Sound design for film',
          source: 'sample',
        },
      },
    },
    {
      input: { domain: 'nobody.example' },
      use: { settings: settings(sample) },
      output: { found: false, lead: null },
    },
    {
      input: { domain: 'nobody.example' },
      use: { settings: settings(crm), http: answering(404, {}) },
      output: { found: false, lead: null },
    },
  ],
  invalid: [{}, { domain: '' }, { domain: null }, { domain: 'a.example', url: 'x' }],
  refused: [{ domain: 'no host' }, { domain: 'localhost' }],
  fails: [
    {
      input: { domain: 'a.example' },
      use: { settings: settings(crm, sample), http: answering(500, {}) },
      code: 'HTTP_FAILED',
      says: 'crm answered 500',
    },
    {
      input: { domain: 'a.example' },
      use: { settings: settings(crm), http: answering(200, { firm: 'A' }) },
      code: 'HTTP_ANSWER_INVALID',
      says: 'something else than a lead',
    },
  ],
});

it('enrich_lead passes over a source that is away', async () => {
  const use = { settings: settings(crm, sample), http: answering(500, {}) };
  const call = toolCall(enrichLead.needs, use);
  expect(await callTool(enrichLead, runEnrichLead, { domain: 'ondes.example' }, call)).toMatchObject({
    found: true,
    lead: { source: 'sample' },
  });
});
