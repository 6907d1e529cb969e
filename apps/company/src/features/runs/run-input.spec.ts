import { assertInputFits } from './run-input.js';

const schema = {
  type: 'object',
  required: ['messages'],
  properties: {
    messages: {
      type: 'array',
      items: {
        type: 'object',
        required: ['from'],
        properties: { from: { type: 'string' }, 'a/b': { type: 'number' } },
      },
    },
  },
};
const issuesOf = (input: unknown) => {
  try {
    assertInputFits(schema, input);
    return [];
  } catch (error) {
    return (error as { details: { issues: unknown[] } }).details.issues;
  }
};

describe('the input of a run', () => {
  it('fits, or is anything when the workflow asks for nothing', () => {
    expect(issuesOf({ messages: [{ from: 'a' }] })).toEqual([]);
    expect(() => assertInputFits(undefined, 'anything')).not.toThrow();
    expect(() => assertInputFits({ type: 'object' }, null)).not.toThrow();
  });

  it('is refused with the path of every field', () => {
    expect(issuesOf({ messages: [{ from: 'a' }, { from: 3, 'a/b': 'x' }, {}] })).toEqual([
      { path: 'input.messages[1].from', message: 'must be string' },
      { path: 'input.messages[1].a/b', message: 'must be number' },
      { path: 'input.messages[2].from', message: 'is missing' },
    ]);
    expect(issuesOf(undefined)).toEqual([{ path: 'input.messages', message: 'is missing' }]);
    expect(() => assertInputFits(schema, {})).toThrow(
      expect.objectContaining({ code: 'RUN_INPUT_INVALID', message: 'input.messages: is missing' }),
    );
  });
});
