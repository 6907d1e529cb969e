import type { ChatMessage, ToolSpec } from '#libs/contracts';

/** Conversations that every provider must get through; a mocked peer answers them by these very texts. */
export const conversations = {
  text: [{ role: 'user', content: 'Thank the customer for the praise.' }],
  tool: [
    { role: 'system', content: 'You help customers of a shop.' },
    { role: 'user', content: 'Where is my order A-1042?' },
  ],
  parallel: [{ role: 'user', content: 'Please compare order A-1042 with order A-1043.' }],
  result: [
    { role: 'user', content: 'What happened to order A-1042?' },
    {
      role: 'assistant',
      content: '',
      toolCalls: [{ id: 'call_1', name: 'lookup_order', input: { orderNumber: 'A-1042' } }],
    },
    { role: 'tool', toolCallId: 'call_1', content: JSON.stringify({ status: 'shipped', carrier: 'DHL' }) },
  ],
  schema: [
    { role: 'user', content: 'Order A-1042 was charged twice, 49.90 EUR each time. Reach me at ada@example.com.' },
  ],
  stop: [{ role: 'user', content: 'Write a reply to the customer: The parcel is lost. END' }],
} satisfies Record<string, ChatMessage[]>;

/** Conversations of those that have a model server. */
export const wired = {
  image: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is in this picture?' },
        {
          type: 'image',
          mediaType: 'image/png',
          data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        },
      ],
    },
  ],
  thought: [{ role: 'user', content: 'Think first, then answer.' }],
  slow: [{ role: 'user', content: 'Tell me a long story, slowly.' }],
  cut: [{ role: 'user', content: 'Tell me a story that is too long.' }],
  busy: [{ role: 'user', content: 'Too fast.' }],
  broken: [{ role: 'user', content: 'Break down.' }],
} satisfies Record<string, ChatMessage[]>;

export const lookupOrder: ToolSpec = {
  name: 'lookup_order',
  description: 'Looks up an order of the shop by its number.',
  inputSchema: {
    type: 'object',
    properties: { orderNumber: { type: 'string', description: 'Number of the order' } },
    required: ['orderNumber'],
    additionalProperties: false,
  },
};

export const complaint = {
  type: 'object',
  properties: {
    orderNumber: { type: 'string' },
    amount: { type: 'number' },
    currency: { type: 'string', enum: ['EUR', 'USD'] },
    email: { type: 'string', format: 'email' },
  },
  required: ['orderNumber', 'amount', 'currency', 'email'],
  additionalProperties: false,
};

export const story = Array.from({ length: 60 }, (_, at) => `word${at}`).join(' ');
export const thanks = 'Thank you for your kind words, we are glad.';
