import type { GenerateContentResponse } from '@google/genai';
import { collect } from '../collect.js';
import { complaint, conversations, lookupOrder } from '../conformance/conversations.js';
import { readContents } from './read-contents.js';
import { contentBody } from './request.js';

const { signal } = new AbortController();
async function* chunks(...each: object[]): AsyncGenerator<GenerateContentResponse> {
  for (const chunk of each) yield await Promise.resolve(chunk as GenerateContentResponse);
}
const read = (...each: object[]) => collect(readContents(chunks(...each), conversations.result));

describe('an answer of Gemini', () => {
  it('counts thoughts as output and cached content as a part of the input', async () => {
    const usageMetadata = {
      promptTokenCount: 1200,
      cachedContentTokenCount: 1024,
      candidatesTokenCount: 30,
      thoughtsTokenCount: 70,
    };
    const { tokens } = await read({ candidates: [{ finishReason: 'STOP' }], usageMetadata });
    expect(tokens).toEqual({ inputTokens: 1200, cachedInputTokens: 1024, outputTokens: 100, reasoningTokens: 70 });
  });

  it('names calls that have no name yet, other than those of earlier turns', async () => {
    const functionCall = { name: 'lookup_order', args: { orderNumber: 'A-1' } };
    const { toolCalls, finish } = await read({
      candidates: [{ finishReason: 'STOP', content: { parts: [{ functionCall }, { functionCall }] } }],
    });
    expect(toolCalls.map(({ id }) => id)).toEqual(['call_2', 'call_3']);
    expect(finish).toBe('tools');
  });

  it('tells a question that was filtered', async () => {
    expect(await read({ promptFeedback: { blockReason: 'SAFETY' } })).toMatchObject({ finish: 'filtered', text: '' });
  });

  it('takes a call that the model failed at for a passing fault', async () => {
    const failed = read({ candidates: [{ finishReason: 'MALFORMED_FUNCTION_CALL' }] });
    await expect(failed).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });
});

describe('a request to Gemini', () => {
  it('gives each call of before a signature, and each result the name of its call', () => {
    const { contents } = contentBody({ model: 'gemini-3.5-flash', messages: conversations.result }, signal);
    expect(contents).toMatchObject([
      { role: 'user' },
      { role: 'model', parts: [{ functionCall: { name: 'lookup_order' }, thoughtSignature: expect.any(String) }] },
      { role: 'user', parts: [{ functionResponse: { name: 'lookup_order', response: { status: 'shipped' } } }] },
    ]);
  });

  it('asks older models by words for a schema when they have tools', () => {
    const asked = { messages: conversations.text, schema: complaint, tools: [lookupOrder] };
    const older = contentBody({ model: 'gemini-2.5-flash', ...asked }, signal);
    expect(older.config).not.toHaveProperty('responseJsonSchema');
    expect(older.config?.systemInstruction).toContain('orderNumber');
    const newer = contentBody({ model: 'gemini-3.5-flash', ...asked }, signal);
    expect(newer.config).toMatchObject({ responseMimeType: 'application/json', responseJsonSchema: complaint });
  });

  it('says how much to think in the words of the model', () => {
    const thinking = { messages: conversations.text, reasoning: 'low' as const };
    expect(contentBody({ model: 'gemini-3.5-flash', ...thinking }, signal).config?.thinkingConfig).toMatchObject({
      thinkingLevel: 'LOW',
    });
    expect(contentBody({ model: 'gemini-2.5-flash', ...thinking }, signal).config?.thinkingConfig).toMatchObject({
      thinkingBudget: 1024,
    });
  });
});
