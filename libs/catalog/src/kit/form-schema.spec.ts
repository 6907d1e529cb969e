import { artifactsIn, formProblems, withDefaults } from './form-schema.js';

const schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, default: 'nobody' },
    size: {
      oneOf: [
        { const: 's', title: 'Small' },
        { const: 'l', title: 'Large' },
      ],
    },
    paper: { type: 'string', format: 'artifact' },
    rows: {
      type: 'array',
      items: {
        type: 'object',
        properties: { n: { type: 'integer', default: 1 }, paper: { type: 'string', format: 'artifact' } },
      },
    },
  },
};

describe('the schema of a form', () => {
  it('may use what forms can show', () => {
    expect(formProblems(schema)).toEqual([]);
    expect(formProblems({ type: 'object' })).toEqual([]);
  });

  it('is refused where no form could show it, by place', () => {
    const bad = {
      type: 'object',
      required: ['gone'],
      allOf: [],
      properties: { a: { type: 'null' }, b: { oneOf: [{ type: 'string' }] }, c: 7, d: {} },
    };
    expect(formProblems(bad)).toEqual([
      { path: ['allOf'], message: 'allOf is not offered in forms' },
      { path: ['properties', 'a', 'type'], message: 'expected one of string, number, integer, boolean, array, object' },
      { path: ['properties', 'b', 'oneOf'], message: 'expected a list of choices {const, title}' },
      { path: ['properties', 'c'], message: 'expected a JSON Schema' },
      { path: ['properties', 'd', 'type'], message: 'expected one of string, number, integer, boolean, array, object' },
      { path: ['required', 0], message: 'there is no field gone' },
    ]);
  });

  it('has bounds', () => {
    const wide = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, { type: 'string' }]));
    expect(formProblems({ type: 'object', properties: wide })).toHaveLength(1);
    let deep: Record<string, unknown> = { type: 'string' };
    for (let level = 0; level < 10; level++) deep = { type: 'object', properties: { x: deep } };
    expect(formProblems(deep)).toEqual([expect.objectContaining({ message: 'expected fields at most 5 levels deep' })]);
  });

  it('leaves expressions for later', () => {
    const late = {
      type: 'object',
      properties: { a: '{{ input.a }}', b: { type: '{{ input.t }}', oneOf: '{{ input.c }}' } },
    };
    expect(formProblems(late)).toEqual([]);
    expect(formProblems({ type: 'object', properties: '{{ input.fields }}' })).toEqual([]);
  });
});

describe('the values of a form', () => {
  it('get the defaults of what was left out, however deep', () => {
    expect(withDefaults(schema, { rows: [{}, { n: 5 }] })).toEqual({ name: 'nobody', rows: [{ n: 1 }, { n: 5 }] });
    const given = { name: 'Ann' };
    expect(withDefaults(schema, given)).toEqual({ name: 'Ann' });
    expect(given).toEqual({ name: 'Ann' });
    expect(withDefaults({ type: 'object', properties: { ['__proto__']: { default: 1 } } }, {})).not.toHaveProperty('x');
  });

  it('are searched for files', () => {
    expect(artifactsIn(schema, { paper: 'art_1', rows: [{}, { paper: 'art_2' }] }, 'values')).toEqual([
      { path: 'values.paper', id: 'art_1' },
      { path: 'values.rows[1].paper', id: 'art_2' },
    ]);
    expect(artifactsIn(schema, null, 'values')).toEqual([]);
  });
});
