import { AppError, type ChatMessage } from '#libs/contracts';
import { collect } from '../collect.js';
import type { CompletionPart, CompletionRequest, Provider, ProviderCall, ProviderDef } from '../provider.js';
import { complaint, conversations, lookupOrder, story, thanks, wired } from './conversations.js';
import { leakedKey } from './mocked-peer.js';
import { describeProvider } from './provider-suite.js';
import { Wire } from './wire.js';

type Body = Record<string, unknown>;

/** A provider that asks a model server, and where the things stand that it must send. */
export interface WiredProvider {
  def: ProviderDef;
  model: string;
  embeddingModel?: string;
  connect(url: string, fetch: typeof globalThis.fetch): Provider<never>;
  /** How many models the catalogue of the mocked server has at least; absent when the provider has none. */
  catalogue?: boolean;
  sent: {
    /** The image's bytes, base64. */
    image: (body: Body) => unknown;
    /** What says that a tool must be called. */
    required: (body: Body) => unknown;
    schema: (body: Body) => unknown;
    /** Undefined when the vendor knows none, and the provider stops by itself. */
    stop?: (body: Body) => unknown;
    seed?: (body: Body) => unknown;
    topP: (body: Body) => unknown;
    key: (headers: Record<string, unknown>) => unknown;
  };
  /** The vendor's stream has reasoning in it. */
  reasons?: boolean;
  /** The arguments of a call come whole. */
  wholeCalls?: boolean;
  /** The answer comes whole. */
  wholeAnswers?: boolean;
}

export const testKey = 'sk-test-0123456789';
const soon = 1_000;

/** What every provider with a model server promises, faults of the server included. */
export function describeWired(name: string, subject: WiredProvider): void {
  describeProvider(name, async () => {
    const wire = await Wire.start();
    return { ...subject, provider: subject.connect(wire.url, fetch), stop: () => wire.stop() };
  });

  describe(`provider ${name} at the wire`, () => {
    let wire: Wire;
    let provider: Provider<never>;
    const fetched: string[] = [];
    beforeAll(async () => {
      wire = await Wire.start();
      const counting: typeof fetch = (input, init) => {
        fetched.push(String(input));
        return fetch(input, init);
      };
      provider = subject.connect(wire.url, counting);
    });
    afterAll(() => wire.stop());

    const stream = (
      messages: readonly ChatMessage[],
      more: Partial<CompletionRequest> = {},
      signal = new AbortController().signal,
    ) => provider.stream({ model: subject.model, messages, ...more }, { signal });
    /** A call whose signal is the stream's to abort, or is not. */
    const callOf = (canBeLeft: boolean): ProviderCall => {
      const controller = new AbortController();
      const { signal } = controller;
      return canBeLeft ? { signal, leave: (reason) => controller.abort(reason) } : { signal };
    };
    const failure = async (parts: AsyncIterable<CompletionPart>, seen: CompletionPart[] = []): Promise<AppError> => {
      try {
        for await (const part of parts) seen.push(part);
      } catch (error) {
        if (AppError.is(error)) return error;
        throw error;
      }
      throw new Error('expected a failure');
    };
    const sentBy = async (more: Partial<CompletionRequest>, messages: readonly ChatMessage[] = conversations.text) => {
      await collect(stream(messages, more));
      return wire.last.body;
    };

    it('gives the pieces as they come, in order', async () => {
      const parts: CompletionPart[] = [];
      for await (const part of stream(conversations.text)) parts.push(part);
      const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
      expect(texts.join('')).toBe(thanks);
      if (!subject.wholeAnswers) expect(texts.length).toBeGreaterThan(3);
    });

    it('counts what the vendor counted', async () => {
      const { tokens } = await collect(stream(conversations.text));
      expect(tokens).toEqual({ inputTokens: 21, cachedInputTokens: 0, outputTokens: 9 });
    });

    it('gives the arguments of parallel calls as they come, each under its index', async () => {
      const pieces = new Map<number, number>();
      for await (const part of stream(conversations.parallel, { tools: [lookupOrder] }))
        if (part.type === 'tool-call') pieces.set(part.index, (pieces.get(part.index) ?? 0) + 1);
      expect([...pieces.keys()]).toEqual([0, 1]);
      if (!subject.wholeCalls) for (const count of pieces.values()) expect(count).toBeGreaterThan(2);
    });

    it('sends images in the message', async () => {
      const body = await sentBy({}, wired.image);
      const [, image] = wired.image[0]!.content as [unknown, { data: string }];
      expect(JSON.stringify(subject.sent.image(body))).toContain(image.data);
    });

    it('sends what the call says', async () => {
      const body = await sentBy({ seed: 7, topP: 0.5, maxTokens: 123, toolChoice: 'required', tools: [lookupOrder] });
      expect(subject.sent.topP(body)).toBe(0.5);
      if (subject.sent.seed) expect(subject.sent.seed(body)).toBe(7);
      expect(subject.sent.required(body)).toBeTruthy();
      expect(JSON.stringify(body)).toContain('123');
      expect(subject.sent.required(await sentBy({ toolChoice: 'auto', tools: [lookupOrder] }))).toBeFalsy();
      expect(subject.sent.schema(await sentBy({ schema: complaint }, conversations.schema))).toBeTruthy();
    });

    it('stops at a sequence', async () => {
      const answer = await collect(stream(conversations.text, { stop: ['kind words', 'never'] }));
      if (subject.sent.stop) expect(subject.sent.stop(wire.last.body)).toEqual(['kind words', 'never']);
      else expect(answer).toMatchObject({ text: 'Thank you for your ', finish: 'stop' });
    });

    it('sends its key, by the fetch it was given', async () => {
      fetched.length = 0;
      await collect(stream(conversations.text));
      expect(fetched).toHaveLength(1);
      expect(subject.sent.key(wire.last.headers)).toBeTruthy();
    });

    it('leaves its connections to the next calls', async () => {
      const ports = new Set<unknown>();
      for (let times = 0; times < 6; times += 1) {
        await collect(stream(conversations.text));
        ports.add(wire.last.port);
      }
      expect(ports.size).toBeLessThan(4);
    });

    if (subject.reasons)
      it('tells what the model thinks apart from what it says', async () => {
        const answer = await collect(stream(wired.thought, { reasoning: 'low' }));
        expect(answer).toMatchObject({ text: 'It is blue.', reasoning: 'The sky is blue, so it is blue.' });
      });

    const { embeddingModel, catalogue } = subject;
    if (embeddingModel)
      it('makes vectors of texts, in their order', async () => {
        const call = { signal: new AbortController().signal };
        const embed = (...texts: string[]) => provider.embed!({ model: embeddingModel, texts }, call);
        const [first] = (await embed('the first text')).vectors;
        const { vectors, tokens } = await embed('another text', 'the first text');
        expect(vectors).toHaveLength(2);
        expect(vectors[1]).toEqual(first);
        expect(vectors[0]).not.toEqual(first);
        expect(vectors[0]!.length).toBeGreaterThan(10);
        expect(tokens.inputTokens).toBeGreaterThan(0);
        expect(tokens.outputTokens).toBe(0);
      });

    if (catalogue)
      it('reads the catalogue of the vendor', async () => {
        const models = await provider.catalogue!({ signal: new AbortController().signal });
        expect(models.length).toBeGreaterThan(0);
        for (const model of models) expect(model.name).toMatch(/./);
      });

    it('says when the answer was cut', async () => {
      expect(await collect(stream(wired.cut))).toMatchObject({ text: 'half a', finish: 'length' });
    });

    describe('when the server fails', () => {
      it('passes Retry-After on, asks once only, and lets no key out', async () => {
        const before = wire.sent.length;
        const error = await failure(stream(wired.busy));
        expect(error).toMatchObject({ code: 'MODEL_RATE_LIMITED', retry: 'after', details: { retryAfterMs: 7000 } });
        expect(error.message).toContain('slow down');
        expect(JSON.stringify([error.message, error.details])).not.toContain(leakedKey);
        expect(wire.sent.length - before).toBe(1);
      });

      it('takes a 500 for a passing fault, asks once only, and lets no key out', async () => {
        const before = wire.sent.length;
        const error = await failure(stream(wired.broken));
        expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retry: 'soon' });
        expect(JSON.stringify([error.message, error.details])).not.toContain(leakedKey);
        expect(wire.sent.length - before).toBe(1);
      });

      it.each(['cut', 'not-json', 'other-json', 'reset'] as const)('takes %s for a passing fault', async (fault) => {
        wire.break(fault);
        const seen: CompletionPart[] = [];
        const error = await failure(stream(conversations.text), seen);
        expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retry: 'soon' });
        expect(seen.filter(({ type }) => type === 'end')).toEqual([]);
        expect(error.message).not.toContain(testKey);
      });

      it.each(['silent', 'stall'] as const)('ends when the deadline passes: %s', async (fault) => {
        wire.break(fault);
        const deadline = new AbortController();
        const seen: CompletionPart[] = [];
        const firstWords = fault === 'stall' && !subject.wholeAnswers;
        const waiting = setInterval(() => {
          if (firstWords && !seen.some(({ type }) => type === 'text')) return;
          clearInterval(waiting);
          deadline.abort(new AppError('DEADLINE_EXCEEDED'));
        }, 150);
        const error = await failure(stream(conversations.text, {}, deadline.signal), seen);
        expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', retry: 'soon' });
        expect(seen.some(({ type }) => type === 'end')).toBe(false);
        expect(await wire.last.abandoned).toBeLessThan(soon);
      });
    });

    it('ends the request at once when it is cancelled in mid-stream', async () => {
      const cancelled = new AbortController();
      const reason = new Error('nobody waits any more');
      if (subject.wholeAnswers) wire.break('silent');
      setTimeout(() => cancelled.abort(reason), 150);
      await expect(collect(stream(wired.slow, {}, cancelled.signal))).rejects.toBe(reason);
      expect(await wire.last.abandoned).toBeLessThan(soon);
    });

    it.each([false, true])('ends the request at once when the consumer returns (leave: %p)', async (canBeLeft) => {
      if (subject.wholeAnswers) return;
      let said = '';
      for await (const part of provider.stream({ model: subject.model, messages: wired.slow }, callOf(canBeLeft))) {
        if (part.type === 'text') said += part.text;
        if (said) break;
      }
      expect(story.startsWith(said)).toBe(true);
      expect(await wire.last.abandoned).toBeLessThan(soon);
    });

    it.each([false, true])(
      'ends the request at once when the consumer returns while it waits (leave: %p)',
      async (canBeLeft) => {
        wire.break('silent');
        const asked = { model: subject.model, messages: conversations.text };
        const parts = provider.stream(asked, callOf(canBeLeft))[Symbol.asyncIterator]();
        const waiting = parts.next();
        await new Promise((resolve) => setTimeout(resolve, 100));
        await parts.return?.();
        expect(await waiting).toEqual({ done: true, value: undefined });
        expect(await wire.last.abandoned).toBeLessThan(soon);
      },
    );
  });
}
