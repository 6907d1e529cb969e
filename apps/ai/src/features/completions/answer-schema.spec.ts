import { AppError } from '#libs/contracts';
import { AnswerSchemas, type JsonSchema } from './answer-schema.js';

describe('AnswerSchemas', () => {
  const schemas = new AnswerSchemas();
  const check = (schema: JsonSchema, text: string) => schemas.compile(schema)(text);
  const order = {
    type: 'object',
    required: ['id', 'items'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      items: { type: 'array', items: { type: 'object', required: ['sku'] } },
    },
  };

  it('reads JSON, also out of a fence', () => {
    const schema = { type: 'object', required: ['n'], properties: { n: { type: 'number' } } };
    expect(check(schema, '{"n":1}')).toEqual({ ok: true, value: { n: 1 } });
    expect(check(schema, '```json\n{"n":2}\n```')).toEqual({ ok: true, value: { n: 2 } });
  });

  it('names each thing that is wrong by its path', () => {
    expect(check(order, '{"id":"x","items":[{"sku":1},{}]}')).toEqual({
      ok: false,
      issues: [
        { path: 'id', message: 'must match format "uuid"' },
        { path: 'items[1].sku', message: 'is missing' },
      ],
    });
    expect(check(order, 'Sorry, I cannot')).toMatchObject({
      ok: false,
      issues: [{ message: expect.stringMatching(/^not JSON/) }],
    });
  });

  it('takes schemas of 2020-12, and two with the same id', () => {
    const dialect = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'https://example.com/a' };
    expect(check({ ...dialect, type: 'string' }, '"a"').ok).toBe(true);
    expect(check({ ...dialect, type: 'number' }, '"a"').ok).toBe(false);
  });

  it('follows references inside the schema', () => {
    const schema = { $defs: { n: { type: 'integer' } }, type: 'array', items: { $ref: '#/$defs/n' } };
    expect(check(schema, '[1,2]').ok).toBe(true);
    expect(check(schema, '[1,"2"]').ok).toBe(false);
  });

  it.each<[string, JsonSchema]>([
    ['a reference to the outside', { $ref: 'https://example.com/b' }],
    ['an unknown type', { type: 'nothing' }],
    ['nested repetition', { type: 'string', pattern: '(x+x+)+y' }],
    ['nested repetition deep inside', { anyOf: [{ properties: { a: { patternProperties: { '^(a|a)*$': {} } } } }] }],
    ['a very long schema', { description: 'x'.repeat(300_000) }],
  ])('refuses %s', (_, schema) => {
    expect(() => schemas.compile(schema)).toThrow(AppError);
    expect(() => schemas.compile(schema)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });

  it('refuses a schema without a bottom', () => {
    const nest = (depth: number): JsonSchema => (depth === 0 ? {} : { not: nest(depth - 1) });
    expect(() => schemas.compile(nest(100))).toThrow(/nested deeper/);
  });
});
