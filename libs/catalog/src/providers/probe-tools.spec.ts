import { AppError } from '#libs/contracts';
import { partsOf } from './collect.js';
import { probeTools } from './probe-tools.js';
import type { Completion, CompletionPart, Provider } from './provider.js';

const call = { signal: new AbortController().signal };
const answering = (answer: Partial<Completion>): Pick<Provider, 'stream'> => ({
  async *stream(): AsyncGenerator<CompletionPart> {
    const tokens = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 };
    yield* await Promise.resolve(partsOf({ text: '', toolCalls: [], finish: 'stop', tokens, ...answer }));
  },
});
const failing = (error: AppError): Pick<Provider, 'stream'> => ({
  stream: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) }),
});
const calling = (name: string, input: string) => answering({ toolCalls: [{ id: 'call_1', name, arguments: input }] });

describe('probeTools', () => {
  it('believes a call with arguments that are JSON', async () => {
    expect(await probeTools(calling('lookup_order', '{"orderNumber":"A-1042"}'), 'm', call)).toBe(true);
  });

  it.each([
    ['words about a call', answering({ text: '<tool>lookup_order</tool>' })],
    ['a call of something else', calling('search', '{}')],
    ['arguments that are no object', calling('lookup_order', '{"orderNumber":')],
    ['a refusal of tools', failing(new AppError('MODEL_REFUSED', { detail: 'm does not support tools' }))],
    ['no place for tools', failing(new AppError('MODEL_NO_TOOLS'))],
  ])('does not believe %s', async (_, provider) => {
    expect(await probeTools(provider, 'm', call)).toBe(false);
  });

  it.each([
    new AppError('MODEL_REFUSED', { detail: 'The model provider refused the key' }),
    new AppError('MODEL_UNAVAILABLE'),
    new AppError('MODEL_NOT_FOUND'),
  ])('leaves open what could not be asked: $code', async (error) => {
    await expect(probeTools(failing(error), 'm', call)).rejects.toBe(error);
  });
});
