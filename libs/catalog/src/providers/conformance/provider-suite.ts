import type { ChatMessage, ToolSpec } from '#libs/contracts';
import { collect } from '../collect.js';
import type { Completion, Provider, ProviderDef } from '../provider.js';

/** One conversation that every provider must get through; a mocked peer answers it by these very texts. */
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

export interface ConnectedProvider {
  provider: Provider<never>;
  def: ProviderDef;
  model: string;
  stop(): Promise<void>;
}

/** What every provider promises. @param connect a provider whose peer, if it has one, knows `conversations` */
export function describeProvider(name: string, connect: () => Promise<ConnectedProvider>): void {
  describe(`provider ${name}`, () => {
    let connected: ConnectedProvider;
    beforeAll(async () => void (connected = await connect()));
    afterAll(() => connected.stop());

    const ask = (
      messages: readonly ChatMessage[],
      more: object = {},
      signal = new AbortController().signal,
    ): Promise<Completion> =>
      collect(connected.provider.stream({ model: connected.model, messages, ...more }, { signal }));

    it('describes itself and its models', () => {
      const { def } = connected;
      expect(def.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(def.note.length).toBeGreaterThan(20);
      expect(def.models.length).toBeGreaterThan(0);
      expect(new Set(def.models.map((model) => model.name)).size).toBe(def.models.length);
      for (const model of def.models)
        for (const price of Object.values(model.price ?? {})) expect(Number.isInteger(price)).toBe(true);
      if (def.models.some((model) => model.price?.output)) expect(def.pricesAsOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    });

    it('has a run for each task it claims', () => {
      expect(Object.keys(connected.provider.tasks).sort()).toEqual([...connected.def.tasks].sort());
    });

    it('answers a text and counts its tokens', async () => {
      const answer = await ask(conversations.text);
      expect(answer).toMatchObject({ toolCalls: [], finish: 'stop' });
      expect(answer.text.length).toBeGreaterThan(10);
      expect(answer.tokens.inputTokens).toBeGreaterThan(0);
      expect(answer.tokens.outputTokens).toBeGreaterThan(0);
    });

    it('calls a tool with arguments that are JSON', async () => {
      const answer = await ask(conversations.tool, { tools: [lookupOrder] });
      expect(answer.finish).toBe('tools');
      expect(answer.toolCalls.map((call) => [call.name, JSON.parse(call.arguments)])).toEqual([
        ['lookup_order', { orderNumber: 'A-1042' }],
      ]);
      expect(answer.toolCalls[0]?.id).toMatch(/./);
    });

    it('calls tools side by side, each under an id of its own', async () => {
      const answer = await ask(conversations.parallel, { tools: [lookupOrder] });
      expect(answer.toolCalls.map((call) => JSON.parse(call.arguments))).toEqual([
        { orderNumber: 'A-1042' },
        { orderNumber: 'A-1043' },
      ]);
      expect(new Set(answer.toolCalls.map((call) => call.id)).size).toBe(2);
    });

    it('ends after the tool’s result, and uses it', async () => {
      const answer = await ask(conversations.result, { tools: [lookupOrder] });
      expect(answer).toMatchObject({ toolCalls: [], finish: 'stop' });
      expect(answer.text).toMatch(/shipped/i);
    });

    it('answers a schema with JSON', async () => {
      const answer = await ask(conversations.schema, { schema: complaint });
      expect(JSON.parse(answer.text)).toEqual({
        orderNumber: 'A-1042',
        amount: 49.9,
        currency: 'EUR',
        email: 'ada@example.com',
      });
    });

    it('stops with the reason of the signal', async () => {
      const reason = new Error('nobody waits any more');
      await expect(ask(conversations.text, {}, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
