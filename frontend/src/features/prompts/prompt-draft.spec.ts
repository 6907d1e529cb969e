import type { Prompt } from '#libs/contracts';
import { contentOf, draftOf, valueOf } from './prompt-draft.js';

const content: Prompt['content'] = {
  messages: [{ role: 'user', content: '{{ text }} {{ limit }}' }],
  variables: [
    { name: 'text', type: 'string', required: true, description: '' },
    { name: 'limit', type: 'number', required: false, default: 3, description: 'How many' },
    { name: 'tags', type: 'list', required: false, default: ['a'], description: '' },
  ],
  options: { temperature: 0.2, topP: 0.9, model: 'small-first' } as Prompt['content']['options'],
  schema: { type: 'object', properties: { a: { type: 'string' } } },
};

describe('a draft of a prompt', () => {
  it('is saved as it was loaded when nothing is typed', () =>
    expect(contentOf(draftOf({ content }), content)).toEqual({ content }));

  it('drops what was emptied, and keeps options that the form does not show', () => {
    const draft = { ...draftOf({ content }), temperature: '', model: '', schema: '' };
    expect(contentOf(draft, content)).toMatchObject({ content: { options: { topP: 0.9 } } });
    expect((contentOf(draft, content) as { content: Prompt['content'] }).content.schema).toBeUndefined();
  });

  it('says what is wrong with a schema', () =>
    expect(contentOf({ ...draftOf({ content }), schema: '{' }, content)).toEqual({ wrong: expect.any(String) }));

  it.each([
    ['string', '3', '3'],
    ['number', '3.5', 3.5],
    ['number', 'three', undefined],
    ['boolean', 'true', true],
    ['boolean', '1', undefined],
    ['list', '[1]', [1]],
    ['list', '{}', undefined],
    ['json', '{"a":1}', { a: 1 }],
    ['json', '{', undefined],
  ] as const)('reads a %s from %p', (type, text, value) => expect(valueOf(type, text)).toEqual(value));
});
