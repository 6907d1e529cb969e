import type { CustomTool } from '#libs/contracts';
import { draftOfTool, newDraft, readDraft, rowsOf, schemaOf } from './tool-draft.js';

const tool = (definition: CustomTool['definition']): CustomTool => ({
  id: 'tool_01h',
  name: 'find_order',
  title: 'Find order',
  description: 'Finds an order.',
  inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  outputSchema: {},
  effect: 'idempotent',
  risk: 'low',
  outside: true,
  async: false,
  builtin: false,
  source: definition.kind,
  status: 'active',
  definition,
  timeoutMs: 1500,
  version: 3,
  hash: 'h',
  etag: '"3"',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
});

it('gives a tool back as it was', () => {
  const definition: CustomTool['definition'] = {
    kind: 'http',
    method: 'POST',
    url: 'https://api.shop.example/orders/{{ input.id }}',
    query: { expand: '{{ input.full }}' },
    headers: { 'x-shop': 'halden' },
    body: { id: '{{ input.id }}' },
    bodyAs: 'json',
    credential: 'crd_01h',
    idempotent: true,
    acceptStatus: ['2xx', 404],
    output: { total: '{{ body.total }}' },
  };
  const { body, problems } = readDraft(draftOfTool(tool(definition)));
  expect(problems).toEqual({});
  expect(body).toEqual({
    name: 'find_order',
    title: 'Find order',
    description: 'Finds an order.',
    inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
    outputSchema: null,
    effect: 'idempotent',
    risk: 'low',
    outside: true,
    async: false,
    timeoutMs: 1500,
    definition,
  });
});

it('takes one expression for a whole body or output, and a text as it is', () => {
  const draft = { ...newDraft('http'), name: 'x', description: 'x', url: 'https://a.example' };
  const read = readDraft({ ...draft, body: 'Dear {{ input.name }}', bodyAs: 'text', output: '{{ body.items }}' });
  expect(read.problems).toEqual({});
  expect(read.body.definition).toMatchObject({ body: 'Dear {{ input.name }}', output: '{{ body.items }}' });
});

it('says what is wrong, field by field', () => {
  const { problems } = readDraft({
    ...newDraft('http'),
    name: 'Find order',
    url: 'ftp://x',
    inputSchema: '{',
    body: '{oops}',
    seconds: '0',
  });
  expect(problems).toEqual({
    name: 'tools.wrong.name',
    description: 'form.required',
    url: 'tools.wrong.url',
    inputSchema: 'form.json',
    body: 'form.json',
    seconds: 'tools.wrong.seconds',
  });
  expect(readDraft({ ...newDraft('code'), code: ' ' }).problems.code).toBe('form.required');
});

it('leaves the definition of an MCP tool alone', () => {
  const draft = draftOfTool(tool({ kind: 'mcp', url: 'https://mcp.example', remoteName: 'find', pin: 'p' }));
  expect(readDraft(draft).body).not.toHaveProperty('definition');
});

describe('rows of a schema', () => {
  it('stand for schemas that say no more', () => {
    const rows = [
      { name: 'id', type: 'string' as const, description: 'Number of the order', required: true },
      { name: 'full', type: 'boolean' as const, description: '', required: false },
    ];
    expect(rowsOf(schemaOf(rows))).toEqual(rows);
  });
  it.each([
    '{"type":"object","properties":{"id":{"type":"string","enum":["a"]}}}',
    '{"type":"object","properties":{},"additionalProperties":true}',
    '{"type":"object","$defs":{}}',
    '{"type":"array"}',
    'nothing',
  ])('leave %s to be edited as JSON', (text) => expect(rowsOf(text)).toBeUndefined());
});
