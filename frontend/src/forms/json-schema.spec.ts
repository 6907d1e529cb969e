import { controlOf, draftOf, fieldsOf, valuesOf, type JsonSchema } from './json-schema.js';

const schema: JsonSchema = {
  type: 'object',
  required: ['carrier', 'days'],
  properties: {
    carrier: { type: 'string', enum: ['DHL', 'UPS'] },
    days: { type: 'integer', minimum: 1, maximum: 60, title: 'Delivery days' },
    insured: { type: 'boolean' },
    remark: { type: 'string', maxLength: 5 },
    extra: { type: 'object' },
    pickupAt: { type: 'string', format: 'date-time' },
  },
};
const fields = fieldsOf(schema);

describe('forms from JSON schema', () => {
  it('choose the control', () => {
    expect(fields.map(({ control }) => control)).toEqual(['choice', 'integer', 'boolean', 'text', 'json', 'datetime']);
    expect(controlOf({ type: ['string', 'null'], maxLength: 2000 })).toBe('paragraph');
  });
  it('name fields by their title, else by their name', () =>
    expect(fields.map(({ label }) => label).slice(1, 6)).toEqual([
      'Delivery days',
      'Insured',
      'Remark',
      'Extra',
      'Pickup at',
    ]));

  it('spell what is no word as it is spelled', () => {
    const named = fieldsOf({ type: 'object', properties: { sourceUrl: {}, api_key: {}, jsonBody: {}, guide: {} } });
    expect(named.map(({ label }) => label)).toEqual(['Source URL', 'API key', 'JSON body', 'Guide']);
  });

  it('read what was typed', () => {
    const { values, problems } = valuesOf(fields, {
      carrier: 'UPS',
      days: '4',
      insured: true,
      remark: '',
      extra: '{"a":1}',
      pickupAt: '',
    });
    expect(problems).toEqual({});
    expect(values).toEqual({ carrier: 'UPS', days: 4, insured: true, extra: { a: 1 } });
  });

  it.each([
    ['days', '', { text: 'form.required' }],
    ['days', 'soon', { text: 'form.number' }],
    ['days', '1.5', { text: 'form.integer' }],
    ['days', '61', { text: 'form.max', max: 60 }],
    ['remark', 'too long', { text: 'form.maxLength', max: 5 }],
    ['extra', '{', { text: 'form.json' }],
    ['carrier', 'Pigeon', { text: 'form.required' }],
  ])('say what is wrong with %s: %p', (name, typed, problem) => {
    const { problems } = valuesOf(fields, { carrier: 'UPS', days: '4', [name]: typed });
    expect(problems).toEqual({ [name]: problem });
  });

  it('begin with an earlier value', () =>
    expect(draftOf(fields, { days: 7, insured: true })).toMatchObject({ days: '7', insured: true, carrier: '' }));
});
