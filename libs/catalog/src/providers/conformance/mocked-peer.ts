import { LLMock } from '@copilotkit/aimock';
import { story, thanks } from './conversations.js';
import { missingRoutes } from './missing-routes.js';

/** A key as it could stand in an error of a provider. */
export const leakedKey = 'sk-live-abc123def456';

/** What a call of the first conversation cost, by the name of each vendor. */
const usage = {
  prompt_tokens: 21,
  completion_tokens: 9,
  input_tokens: 21,
  output_tokens: 9,
  promptTokenCount: 21,
  candidatesTokenCount: 9,
};

/** A model server on a free port that knows the conversations of the conformance suite. For tests. */
export async function startPeer(): Promise<LLMock> {
  const peer = new LLMock({ port: 0, logLevel: 'silent' });
  const called = (orderNumber: string, id: string) => ({
    id,
    name: 'lookup_order',
    arguments: JSON.stringify({ orderNumber }),
  });
  const pieces = { chunkSize: 5 };
  peer
    .onMessage('Thank the customer', { content: thanks, usage }, pieces)
    .onMessage('Where is my order A-1042?', { toolCalls: [called('A-1042', 'call_a')] }, pieces)
    .onMessage('Look up order A-1042', { toolCalls: [called('A-1042', 'call_a')] }, pieces)
    .onMessage('Please compare', { toolCalls: [called('A-1042', 'call_a'), called('A-1043', 'call_b')] }, pieces)
    .on({ userMessage: 'What happened to', hasToolResult: true }, { content: 'It was shipped with DHL.' })
    .onMessage('was charged twice', {
      content: JSON.stringify({ orderNumber: 'A-1042', amount: 49.9, currency: 'EUR', email: 'ada@example.com' }),
    })
    .onMessage('The parcel is lost', { content: 'We are sorry.' })
    .onMessage('What is in this picture?', { content: 'A single red dot.' })
    .onMessage('Think first', { content: 'It is blue.', reasoning: 'The sky is blue, so it is blue.' }, pieces)
    .onMessage('slowly', { content: story }, { chunkSize: 5, streamingProfile: { ttft: 1, tps: 20 } })
    .onMessage('too long', { content: 'half a', finishReason: 'length' })
    .onMessage('Too fast', {
      error: { message: `slow down, ${leakedKey}`, type: 'rate_limit_error' },
      status: 429,
      retryAfter: 7,
    })
    .onMessage('Break down', { error: { message: `overloaded, ${leakedKey}`, type: 'api_error' }, status: 500 });
  for (const [path, route] of Object.entries(missingRoutes(() => peer.url))) peer.mount(path, route);
  await peer.start();
  return peer;
}
