import { compileSchema, type JsonSchema } from './index.js';

const problems = (schema: JsonSchema, value: unknown, at?: string) => compileSchema(schema)(value, at);

describe('compileSchema', () => {
  const inbox = {
    type: 'object',
    required: ['messages'],
    additionalProperties: false,
    properties: {
      messages: {
        type: 'array',
        items: { type: 'object', required: ['from'], properties: { from: { type: 'string', format: 'email' } } },
      },
    },
  };

  it('names every problem by its path', () => {
    expect(problems(inbox, { messages: [{ from: 'a@b.example' }] }, 'input')).toEqual([]);
    expect(problems(inbox, { messages: [{ from: 'nobody' }, {}], more: 1 }, 'input')).toEqual([
      { path: 'input.more', message: 'is not known here' },
      { path: 'input.messages[0].from', message: 'must match format "email"' },
      { path: 'input.messages[1].from', message: 'is missing' },
    ]);
    expect(problems(inbox, 7)).toEqual([{ path: '', message: 'must be object' }]);
    expect(problems(inbox, {})).toEqual([{ path: 'messages', message: 'is missing' }]);
  });

  it('takes names of the prototype for what they are: absent', () => {
    expect(problems({ required: ['toString', '__proto__'] }, {}).map(({ path }) => path)).toEqual([
      'toString',
      '__proto__',
    ]);
    expect(problems({ properties: { constructor: { type: 'string' } } }, {})).toEqual([]);
  });

  it('takes two schemas with the same id, and one that refers to itself', () => {
    expect(problems({ $id: 'https://a.example/s', type: 'string' }, 'a')).toEqual([]);
    expect(problems({ $id: 'https://a.example/s', type: 'number' }, 'a')).toHaveLength(1);
    const tree = { type: 'object', properties: { child: { $ref: '#' } } };
    expect(problems(tree, { child: { child: {} } })).toEqual([]);
    expect(problems(tree, { child: { child: 3 } })).toEqual([{ path: 'child.child', message: 'must be object' }]);
  });

  it('names the first problem alone when the value is large, so that problems take no memory', () => {
    const numbers = Array.from({ length: 60_000 }, (_, index) => index);
    expect(problems({ type: 'array', items: { type: 'string' } }, numbers)).toEqual([
      { path: '[0]', message: 'must be string' },
    ]);
  });

  it.each<[string, JsonSchema]>([
    ['a reference to the outside', { $ref: 'https://example.com/b' }],
    ['an unknown type', { type: 'nothing' }],
    ['nested repetition', { type: 'string', pattern: '(x+x+)+y' }],
    ['nested repetition deep inside', { anyOf: [{ properties: { a: { patternProperties: { '^(a|a)*$': {} } } } }] }],
    ['a very long schema', { description: 'x'.repeat(300_000) }],
    ['a schema without a bottom', Array.from({ length: 100 }).reduce<JsonSchema>((inner) => ({ not: inner }), {})],
  ])('refuses %s', (_, schema) => {
    expect(() => compileSchema(schema)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });

  it.each<[string, JsonSchema, unknown]>([
    [
      'references that double at every level',
      {
        $defs: Object.fromEntries(
          Array.from({ length: 40 }, (_, level) => [
            `d${level}`,
            level === 39
              ? { type: 'object' }
              : { allOf: [{ $ref: `#/$defs/d${level + 1}` }, { $ref: `#/$defs/d${level + 1}` }] },
          ]),
        ),
        $ref: '#/$defs/d0',
      },
      {},
    ],
    ['an endless reference', { allOf: [{ $ref: '#' }] }, {}],
    [
      'comparing everything with everything',
      { uniqueItems: true },
      Array.from({ length: 40_000 }, (_, index) => ({ a: [index] })),
    ],
  ])(
    'stops %s',
    (_, schema, value) => {
      const started = performance.now();
      expect(() => problems(schema, value)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/LIMIT_EXCEEDED|VALIDATION_FAILED/) as unknown }),
      );
      expect(performance.now() - started).toBeLessThan(30_000);
    },
    10_000,
  );
});
