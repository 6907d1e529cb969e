import type { ChatMessage } from '#libs/contracts';
import { collect } from '../collect.js';
import { probeTools } from '../probe-tools.js';
import type { Completion, CompletionPart, CompletionRequest, Provider, ProviderDef } from '../provider.js';
import { complaint, conversations, lookupOrder } from './conversations.js';

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

    const stream = (
      messages: readonly ChatMessage[],
      more: Partial<CompletionRequest> = {},
      signal = new AbortController().signal,
    ): AsyncIterable<CompletionPart> =>
      connected.provider.stream({ model: connected.model, messages, ...more }, { signal });
    const ask = (...asked: Parameters<typeof stream>): Promise<Completion> => collect(stream(...asked));

    it('describes itself and its models', () => {
      const { def } = connected;
      expect(def.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(def.note.length).toBeGreaterThan(20);
      if (!def.openEnded) expect(def.models.length).toBeGreaterThan(0);
      expect(new Set(def.models.map((model) => model.name)).size).toBe(def.models.length);
      for (const model of def.models)
        for (const price of [...Object.values(model.price ?? {}), ...Object.values(model.price?.long ?? {})])
          if (typeof price !== 'object') expect(Number.isInteger(price)).toBe(true);
      for (const { price, priceAsOf } of def.models)
        if (price?.output) expect(priceAsOf ?? def.pricesAsOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
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

    it('ends once, with what it counted, and says nothing after it', async () => {
      const parts: CompletionPart[] = [];
      for await (const part of stream(conversations.tool, { tools: [lookupOrder] })) parts.push(part);
      expect(parts.map(({ type }) => type).filter((type) => type === 'end')).toHaveLength(1);
      expect(parts.at(-1)?.type).toBe('end');
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

    it('is found to call tools by a sample call', async () => {
      const call = { signal: new AbortController().signal };
      expect(await probeTools(connected.provider, connected.model, call)).toBe(true);
    });

    it('stops with the reason of the signal', async () => {
      const reason = new Error('nobody waits any more');
      await expect(ask(conversations.text, {}, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
