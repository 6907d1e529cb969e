import { openaiChatRequest } from '#libs/contracts';
import { readRequest } from './read-request.js';

const read = (more: object) =>
  readRequest(openaiChatRequest.parse({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'hi' }], ...more }));

describe('readRequest', () => {
  it('reads options under their names here, and takes null for nothing', () => {
    expect(
      read({
        stop: 'END',
        seed: 7,
        top_p: 0.5,
        max_completion_tokens: 9,
        reasoning_effort: 'minimal',
        temperature: null,
        user: 'ignored',
      }),
    ).toEqual({
      model: 'gpt-5-mini',
      messages: [{ role: 'user', content: 'hi' }],
      stop: ['END'],
      seed: 7,
      topP: 0.5,
      maxTokens: 9,
      reasoning: 'low',
    });
  });

  it('reads a conversation with tools', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } };
    const { messages, tools, toolChoice } = read({
      messages: [
        {
          role: 'developer',
          content: [
            { type: 'text', text: 'Be ' },
            { type: 'text', text: 'brief' },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: 'found' },
      ],
      tools: [{ type: 'function', function: { name: 'look' } }],
      tool_choice: { type: 'function', function: { name: 'look' } },
    });
    expect(messages).toEqual([
      { role: 'system', content: 'Be brief' },
      { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'look', input: { at: 1 } }] },
      { role: 'tool', toolCallId: 'c1', content: 'found' },
    ]);
    expect(tools).toEqual([{ name: 'look', description: '', inputSchema: { type: 'object', properties: {} } }]);
    expect(toolChoice).toEqual({ name: 'look' });
  });

  it('takes images as data URLs alone', () => {
    const look = (url: string) =>
      read({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] }).messages[0];
    expect(look('data:image/png;base64,aGk=')).toMatchObject({
      content: [{ type: 'image', mediaType: 'image/png', data: 'aGk=' }],
    });
    for (const url of ['https://example.com/a.png', 'data:image/svg+xml;base64,aGk=', 'data:image/png;base64,***'])
      expect(() => look(url)).toThrow(
        expect.objectContaining({
          details: expect.objectContaining({
            issues: [expect.objectContaining({ path: 'messages[0].content[0].image_url.url' })],
          }),
        }),
      );
  });

  it.each([
    ['json_object', { type: 'json_object' }, { type: 'object' }],
    ['json_schema', { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'array' } } }, { type: 'array' }],
    ['text', { type: 'text' }, undefined],
  ])('asks for %s', (_name, format, schema) => {
    expect(read({ response_format: format }).schema).toEqual(schema);
  });

  it.each([
    [{ n: 2 }, 'only one choice'],
    [{ logprobs: true }, 'log probabilities'],
    [{ tools: [{ type: 'web_search' }] }, 'of the type function'],
  ])('refuses %j in plain words', (more, message) => {
    expect(() => read(more)).toThrow(message);
  });
});
