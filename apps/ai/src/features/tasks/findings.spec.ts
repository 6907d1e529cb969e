import { completed, forOnePart, merged } from './findings.js';

const schema = {
  type: 'object',
  required: ['order', 'note', 'items'],
  properties: {
    order: { type: 'string' },
    note: { type: ['string', 'null'] },
    items: {
      type: 'array',
      minItems: 1,
      items: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, n: { type: 'integer' } } },
    },
  },
};

it('asks one part of a text for nothing that may stand in another', () => {
  const relaxed = forOnePart(schema);
  expect(JSON.stringify(relaxed)).not.toMatch(/required|minItems/);
  expect(relaxed['properties']).toMatchObject({ order: { anyOf: [{ type: 'string' }, { type: 'null' }] } });
});

it('keeps a property that is called like a keyword', () => {
  const odd = { properties: { required: { type: 'boolean' }, minItems: { type: 'integer' } } };
  expect(Object.keys(forOnePart(odd)['properties'] as object)).toEqual(['required', 'minItems']);
});

it('puts findings together: the first that says something, lists without what was found twice', () => {
  const first = { order: null, items: [{ sku: 'A' }, { sku: 'B' }], customer: { name: 'Ann' } };
  const second = { order: 'HA-1', items: [{ sku: 'B' }, { sku: 'C' }], customer: { name: 'Bob', city: 'Ulm' } };
  expect(merged(first, second)).toEqual({
    order: 'HA-1',
    items: [{ sku: 'A' }, { sku: 'B' }, { sku: 'C' }],
    customer: { name: 'Ann', city: 'Ulm' },
  });
});

it('keeps null only where the schema allows it', () => {
  expect(completed({ order: null, note: null, items: [{ sku: 'A', n: null }] }, schema)).toEqual({
    note: null,
    items: [{ sku: 'A' }],
  });
  expect(completed(undefined, schema)).toEqual({ note: null });
});
