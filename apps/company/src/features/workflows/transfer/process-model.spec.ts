import type { ImportNote } from './document.js';
import { modelWishOf } from './process-model.js';

const read = (model: Parameters<typeof modelWishOf>[0]) => {
  const notes: ImportNote[] = [];
  return { wish: modelWishOf(model, 'm', notes), notes: notes.map(({ path, message }) => `${path}: ${message}`) };
};

describe('the model of a process document', () => {
  it('may be served elsewhere, and have parameters in several forms', () => {
    const wish = { model: 'a/b', parameters: { temperature: 0.5, maxTokens: 100 } };
    for (const parameters of [
      [
        { name: 'temperature', value: 0.5 },
        { key: 'max_tokens', value: '100' },
      ],
      [{ temperature: 0.5, max_new_tokens: 100 }],
      { temperature: 0.5, maxTokens: 100 },
    ])
      expect(read({ id: 'a/b', parameters })).toEqual({ wish, notes: [] });
    expect(read({ id: 'a/b', inference_url: 'https://models.example/v1', parameters: [] })).toEqual({
      wish: { model: 'a/b', endpoint: 'https://models.example/v1' },
      notes: [],
    });
    expect(read({ id: 'a/b', inference_url: '' }).wish).toEqual({ model: 'a/b' });
  });

  it('says what it does not take', () => {
    expect(read({ id: 'a', parameters: [{ name: 'top_k', value: 3 }, { temperature: 9 }, 'x'] }).notes).toEqual([
      'm.parameters[0]: Agents have no parameter top_k',
      'm.parameters[1].temperature: temperature does not take 9',
      'm.parameters[2]: Agents have no parameter x',
    ]);
    expect(() => read({ id: 'a', inference_url: 'file:///etc/passwd' })).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID' }),
    );
  });
});
