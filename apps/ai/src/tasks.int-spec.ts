/*
 * The tasks against a model server that others wrote: parts, repairs, placeholders, what is paid, and the same shape by the built-in rules.
 * Long because one server and one service are started for all of it.
 */
import { LLMock, type ChatCompletionRequest } from '@copilotkit/aimock';
import { aiRpc, aiTaskRoutes } from '#libs/contracts';
import { AiPlatform, openaiAt } from './testing/ai-platform.js';

/** A local model of which nothing is known is taken to read 8,192 tokens at once. */
const local = 'ollama/tiny';

describe('tasks', () => {
  let peer: LLMock;
  let platform: AiPlatform;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    platform = await AiPlatform.start(openaiAt(peer.url, { OLLAMA_BASE_URL: peer.url, OLLAMA_MODEL: 'tiny' }));
  }, 120_000);
  afterAll(async () => {
    await platform.stop();
    await peer.stop();
  });
  beforeEach(() => {
    peer.clearFixtures();
    peer.clearRequests();
    peer.resetMatchCounts();
  });

  const post = (task: string, body: object, caller = platform.caller()) =>
    platform.http(caller, 'POST', `/ai/${task}`, body);
  const sent = () => peer.getRequests().map(({ body }) => body as ChatCompletionRequest);
  const material = ({ messages }: ChatCompletionRequest) =>
    /<<<\w+ ([0-9a-f]{12})>>>\n([^]*)\n<<<end \1>>>/.exec(messages.at(-1)?.content as string)?.[2] ?? '';
  const usage = { prompt_tokens: 100, completion_tokens: 10 };
  const chapter = (n: number) =>
    `Chapter ${n}. ${`In town ${n} the council met about the bridge and its costs. `.repeat(30)}`;
  const book = (chapters: number) => Array.from({ length: chapters }, (_, at) => chapter(at)).join('\n\n');

  it('summarizes what fits at once, and more in parts that are read side by side', async () => {
    const caller = platform.caller();
    peer.on({ systemMessage: 'Summarize the text' }, { content: 'In short.', usage });
    expect((await post('summarize', { text: book(2), style: 'bullets', language: 'de' })).body).toMatchObject({
      summary: 'In short.',
      parts: 1,
      usage: { inputTokens: 100 },
    });
    expect(sent()[0]?.messages[0]?.content).toMatch(/language: de.*list/);
    peer.clearFixtures();
    peer.clearRequests();
    peer.on({ systemMessage: 'one part of a longer one' }, () => ({ content: 'A note about a town.', usage }));
    peer.on({ systemMessage: 'notes on the parts' }, { content: 'All towns build bridges.', usage });
    const text = book(60);
    const { body } = await post('summarize', { text, model: local }, caller);
    const parts = body['parts'] as number;
    expect(parts).toBeGreaterThan(3);
    expect(body).toMatchObject({ summary: 'All towns build bridges.', usage: { inputTokens: (parts + 1) * 100 } });
    expect(sent()).toHaveLength(parts + 1);
    const read = sent().slice(0, parts).map(material);
    // Nothing is left out: every chapter was read, once.
    for (let n = 0; n < 60; n++) expect(read.filter((piece) => piece.includes(`Chapter ${n}.`))).toHaveLength(1);
  });

  it('comes to an end with a model that makes nothing shorter', async () => {
    peer.on({ systemMessage: 'one part of a longer one' }, ({ messages }) => ({
      content: (messages.at(-1)?.content as string).slice(0, 20_000),
      usage,
    }));
    peer.on({ systemMessage: 'notes on the parts' }, { content: 'At last.', usage });
    const { body } = await post('summarize', { text: book(40), model: local });
    expect(body).toMatchObject({ summary: 'At last.' });
    expect(peer.getRequests().length).toBeLessThan(60);
  });

  it('tells how far it is, over RPC and as events, and pays again only for parts that had no answer', async () => {
    const caller = platform.caller();
    let failing = true;
    let notes = 0;
    peer.on({ systemMessage: 'one part of a longer one' }, () =>
      failing && (notes += 1) === 3 ? { error: { message: 'no' }, status: 400 } : { content: `Note.`, usage },
    );
    peer.on({ systemMessage: 'notes on the parts' }, { content: 'Done.', usage });
    const ask = async () => {
      const events = [];
      const request = { key: 'book', request: { text: book(60), model: local } };
      for await (const event of platform.rpc.stream(aiRpc.summarizing, request, { caller })) events.push(event);
      return events;
    };
    await expect(ask()).rejects.toMatchObject({ code: 'MODEL_REFUSED' });
    failing = false;
    peer.clearRequests();
    const stubborn = await ask().catch((error: { code: string }) => error.code);
    // That the model refuses this part is final, and kept like an answer.
    expect(stubborn).toBe('MODEL_REFUSED');
    expect(peer.getRequests()).toHaveLength(0);
    const events = [];
    for await (const event of platform.rpc.stream(
      aiRpc.summarizing,
      { key: 'other', request: { text: book(60), model: local } },
      { caller },
    ))
      events.push(event);
    expect(events.at(-1)).toMatchObject({ type: 'answer', answer: { summary: 'Done.' } });
    expect(events[0]).toMatchObject({ type: 'progress', progress: { phase: 'reading', done: 0 } });
    const answer = await platform.service.fastify.inject({
      method: 'POST',
      url: `/api/v1${aiTaskRoutes.aiSummarizeStream.path}`,
      headers: { authorization: platform.authorization(caller) },
      payload: { text: book(60), model: local },
    });
    expect(answer.headers['content-type']).toContain('text/event-stream');
    expect(answer.body).toMatch(/event: progress\ndata: \{"phase":"reading","done":\d+,"total":\d+\}/);
    expect(answer.body).toMatch(/event: answer\ndata: \{"summary":"Done\."/);
  });

  const schema = {
    type: 'object',
    required: ['customer', 'towns'],
    properties: {
      customer: { type: 'string' },
      total: { type: ['number', 'null'] },
      towns: { type: 'array', items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
    },
  };

  it('extracts from a long text by windows, and locates what it found in the whole', async () => {
    peer.on({ systemMessage: 'Take the fields' }, ({ messages }) => {
      const piece = messages.at(-1)?.content as string;
      const towns = [
        ...new Set(
          [...piece.matchAll(/In (town \d+)/g)].map(([, name]) => ({ name })).map((town) => JSON.stringify(town)),
        ),
      ];
      const customer = /Signed: (\w+ \w+)/.exec(piece)?.[1] ?? null;
      return { content: `{"customer":${JSON.stringify(customer)},"towns":[${towns.join(',')}]}`, usage };
    });
    const text = `${book(50)}\n\nSigned: Marta   Novak`.replace('Marta   Novak', 'Marta Novak');
    const { status, body } = await post('extract', { text, schema, model: local });
    expect(status).toBe(200);
    const { data, spans } = body as {
      data: { customer: string; towns: unknown[]; total: null };
      spans: Record<string, { start: number } | null>;
    };
    expect(data).toMatchObject({ customer: 'Marta Novak' });
    expect(data.towns).toHaveLength(50);
    expect(body['parts']).toBeGreaterThan(2);
    expect(spans['customer']).toMatchObject({ start: text.indexOf('Marta'), text: 'Marta Novak' });
    expect(body['notInText']).toEqual([]);
  });

  it('marks what does not stand in the text, repairs twice at most, and says what is missing', async () => {
    const answers = ['no json', '{"customer":1}', '{"customer":"Somebody Else","towns":[]}'];
    peer.on({ systemMessage: 'Take the fields' }, () => ({
      content: answers[peer.getRequests().length] ?? '{}',
      usage,
    }));
    const { body } = await post('extract', { text: 'Ann wrote.', schema });
    expect(body).toMatchObject({
      data: { customer: 'Somebody Else' },
      spans: { customer: null },
      notInText: ['customer'],
      usage: { inputTokens: 300 },
    });
    expect(peer.getRequests()).toHaveLength(3);
    peer.clearRequests();
    expect(await post('extract', { text: 'Ann wrote.', schema: { type: 'object', required: ['iban'] } })).toMatchObject(
      {
        status: 422,
        body: { code: 'MODEL_OUTPUT_INVALID' },
      },
    );
  });

  it('classifies with a confidence for each label, an answer for doubt, and learns from what people say', async () => {
    const caller = platform.caller();
    const labels = ['billing', 'bug', 'spam'];
    const stated = [
      { label: 'billing', confidence: 0.9 },
      { label: 'bug', confidence: 0.6 },
    ];
    peer.on({ systemMessage: 'Choose' }, { content: JSON.stringify({ labels: stated }), usage });
    const request = { text: 'charged twice', labels, multiple: true };
    const answer = (await post('classify', request, caller)).body;
    expect(answer).toMatchObject({
      label: 'billing',
      labels: ['billing', 'bug'],
      confidence: 0.812,
      scores: [{ label: 'billing', confidence: 0.812 }, { label: 'bug' }],
      stated: 0.9,
      calibration: 'assumed',
      unsure: false,
    });
    expect((await post('classify', { ...request, unsure: { below: 0.7 } }, caller)).body).toMatchObject({
      label: 'billing',
      labels: ['billing'],
    });
    expect((await post('classify', { ...request, unsure: { below: 0.9, label: 'other' } }, caller)).body).toMatchObject(
      {
        label: 'other',
        labels: ['other'],
        unsure: true,
      },
    );
    const { model } = answer['usage'] as { model: string };
    for (let at = 0; at < 30; at++)
      expect(
        await post('classify/feedback', { labels, model, stated: 0.9, correct: at % 3 === 0 }, caller),
      ).toMatchObject({ status: 204 });
    const after = (await post('classify', request, caller)).body;
    expect(after).toMatchObject({ calibration: 'feedback', stated: 0.9 });
    expect(after['confidence'] as number).toBeLessThan(0.6);
    // Of another company nothing was said.
    expect((await post('classify', request)).body).toMatchObject({ calibration: 'assumed' });
  });

  it('writes with tone, format, length and language', async () => {
    peer.on({ systemMessage: 'Do what the user asks' }, { content: 'Hi', usage });
    await post('generate', { instruction: 'Thank', tone: 'warm', format: 'html', maxWords: 30, language: 'fr' });
    expect(sent()[0]?.messages[0]?.content).toMatch(/Tone: warm\. Format: an HTML.*At most 30 words\. Language: fr/);
  });

  it('translates by parts and keeps placeholders, code and blanks', async () => {
    peer.on({ systemMessage: 'Translate the text' }, (request) => ({
      content: material(request).replaceAll('Hello', 'Hallo'),
      usage,
    }));
    const line = 'Hello {{ customer.name }}, see `npm test` at https://example.com/x for %s.';
    const text = `# Hello\n\n${Array.from({ length: 120 }, () => line).join('\n\n')}\n\n    \n\n---\n`;
    const { body } = await post('translate', {
      text,
      to: 'de',
      formality: 'formal',
      glossary: [{ term: 'hello', translation: 'Hallo' }],
    });
    expect(body['text']).toBe(text.replaceAll('Hello', 'Hallo'));
    expect(body['parts']).toBeGreaterThan(1);
    for (const request of sent()) {
      expect(JSON.stringify(request)).not.toMatch(/customer\.name|example\.com|npm test/);
      expect(request.messages[0]?.content).toMatch(/Sie.*\n.*\n- hello: Hallo/);
    }
  });

  it('has lost placeholders mended twice at most', async () => {
    const answers = ['Hallo', 'Hallo ⟦0⟧ ⟦0⟧', 'Hallo ⟦0⟧'];
    peer.on({ userMessage: /.*/ }, () => ({ content: answers[peer.getRequests().length] ?? 'Hallo', usage }));
    expect((await post('translate', { text: 'Hello {name}', to: 'de' })).body).toMatchObject({
      text: 'Hallo {name}',
      usage: { inputTokens: 300 },
    });
    expect(sent()[1]?.messages.at(-1)?.content).toContain('⟦0⟧ is missing');
    expect(await post('translate', { text: 'Hello {name}', to: 'de' })).toMatchObject({
      status: 422,
      body: { code: 'MODEL_OUTPUT_INVALID', detail: expect.stringContaining('⟦0⟧ is missing') },
    });
  });

  it('asks nothing for a text without words', async () => {
    expect((await post('translate', { text: '42\n{{ x }}', to: 'de' })).body).toMatchObject({
      text: '42\n{{ x }}',
      usage: { costMicros: 0 },
    });
    expect(peer.getRequests()).toHaveLength(0);
  });

  it('says which models can what the rules cannot', async () => {
    const cannot = {
      status: 422,
      body: { code: 'MODEL_CANNOT_DO', detail: expect.stringContaining('openai/gpt-5-mini') },
    };
    const model = 'builtin/rules';
    expect(await post('translate', { text: 'Hello', to: 'de', model })).toMatchObject(cannot);
    expect(await post('summarize', { text: 'Hello', language: 'de', model })).toMatchObject(cannot);
    expect(await post('generate', { instruction: 'Hello', format: 'html', model })).toMatchObject(cannot);
  });

  it('gives the same shape whoever answers', async () => {
    peer.on({ systemMessage: 'Summarize' }, { content: 'Short.', usage });
    peer.on({ systemMessage: 'Take the fields' }, { content: '{"orderNumber":"HA-10432"}', usage });
    peer.on({ systemMessage: 'Choose' }, { content: '{"labels":[{"label":"bug","confidence":0.7}]}', usage });
    peer.on({ systemMessage: 'Do what' }, { content: 'Hi', usage });
    const requests = {
      summarize: { text: 'The app broke. Please help me. Ann Lee' },
      extract: {
        text: 'Order HA-10432 broke',
        schema: { type: 'object', required: ['orderNumber'], properties: { orderNumber: { type: 'string' } } },
      },
      classify: { text: 'The app broke', labels: ['bug', 'spam'] },
      generate: { instruction: 'Thank the customer' },
    };
    for (const [task, request] of Object.entries(requests)) {
      const [byModel, byRules] = await Promise.all([
        post(task, request),
        post(task, { ...request, model: 'builtin/rules' }),
      ]);
      expect([task, byRules.status, byModel.status]).toEqual([task, 200, 200]);
      expect(Object.keys(byRules.body).sort()).toEqual(Object.keys(byModel.body).sort());
    }
  });
});
