import { LLMock } from '@copilotkit/aimock';
import { conversations } from './provider-suite.js';

/** A model server on a free port that knows the conversations of the conformance suite. For tests. */
export async function startPeer(): Promise<LLMock> {
  const peer = new LLMock({ port: 0 });
  const called = (orderNumber: string, id: string) => ({
    id,
    name: 'lookup_order',
    arguments: JSON.stringify({ orderNumber }),
  });
  peer
    .onMessage(conversations.text[0]!.content, { content: 'Thank you for your kind words, we are glad.' })
    .onMessage('Where is my order A-1042?', { toolCalls: [called('A-1042', 'call_a')] })
    .onMessage('Please compare', { toolCalls: [called('A-1042', 'call_a'), called('A-1043', 'call_b')] })
    .on({ userMessage: 'What happened to', hasToolResult: true }, { content: 'It was shipped with DHL.' })
    .onMessage('was charged twice', {
      content: JSON.stringify({ orderNumber: 'A-1042', amount: 49.9, currency: 'EUR', email: 'ada@example.com' }),
    });
  await peer.start();
  return peer;
}
