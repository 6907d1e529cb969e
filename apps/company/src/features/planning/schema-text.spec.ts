import { fieldLines, typeText } from './schema-text.js';

describe('schemas in few words', () => {
  it('says what a value is', () => {
    expect(typeText({ type: 'string', format: 'duration' })).toBe('text (duration)');
    expect(typeText({ enum: ['a', 1] })).toBe('"a" | 1');
    expect(typeText({ type: ['string', 'null'] })).toBe('text | null');
    expect(typeText({ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } })).toBe(
      '(text | integer)[]',
    );
    expect(typeText({ type: 'object', additionalProperties: { type: 'number' } })).toBe('{ [name]: number }');
    expect(
      typeText({ type: 'object', required: ['a'], properties: { a: { type: 'boolean' }, b: { const: 'x' } } }),
    ).toBe('{ a: boolean, b?: "x" }');
    expect(typeText({})).toBe('any');
  });

  it('ends where a shape refers to itself without end', () => {
    const deep = { type: 'object', properties: {} as Record<string, object> };
    deep.properties['child'] = deep;
    expect(typeText(deep)).toContain('child?: object');
  });

  it('gives each field a line, and each of several shapes its name', () => {
    const shape = (title: string, name: string) => ({
      title,
      type: 'object',
      required: [name],
      properties: { [name]: { type: 'string', description: 'What it is' } },
    });
    expect(fieldLines({ anyOf: [shape('By name', 'name'), shape('By id', 'id')] })).toEqual([
      '  either By name',
      '  name: text — What it is',
      '  either By id',
      '  id: text — What it is',
    ]);
  });
});
