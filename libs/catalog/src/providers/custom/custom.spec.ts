import { collect } from '../collect.js';
import { complaint, conversations, lookupOrder } from '../conformance/conversations.js';
import { custom } from './custom.def.js';
import { connectCustom } from './custom.run.js';

const call = { signal: new AbortController().signal };
const inferenceUrl = 'https://models.example/generate';

/** A server that answers everything with one text, and remembers what it was sent. */
function server(text: string) {
  const sent: { body: Record<string, unknown>; headers: Headers }[] = [];
  const answering: typeof fetch = (_, init) => {
    sent.push({ body: JSON.parse(String(init?.body)) as Record<string, unknown>, headers: new Headers(init?.headers) });
    return Promise.resolve(new Response(text));
  };
  const ask = (settings: object, more: object = {}) => {
    const provider = connectCustom(custom.settings.parse({ inferenceUrl, ...settings }), { fetch: answering });
    return collect(provider.stream({ model: 'm', messages: conversations.tool, ...more }, call));
  };
  return { sent, ask };
}

describe('a custom inference URL', () => {
  it('needs no template for servers that take inputs and parameters', async () => {
    const { sent, ask } = server('[{"generated_text":"It is on its way."}]');
    const answer = await ask({ parameters: { temperature: 0.2 } });
    expect(answer).toMatchObject({ text: 'It is on its way.', finish: 'stop' });
    expect(answer.tokens.outputTokens).toBeGreaterThan(3);
    expect(sent[0]?.body).toEqual({
      inputs: 'You help customers of a shop.\n\nUser: Where is my order A-1042?\n\nAssistant:',
      parameters: { temperature: 0.2 },
    });
  });

  it('leaves a field away whose expression is null, and keeps a null that is written', async () => {
    const { sent, ask } = server('{"answer":"yes"}');
    const request = { t: '{{ temperature }}', top: { p: '{{ topP }}' }, nothing: null, q: 'Q: {{ prompt }}' };
    await ask({ request, response: { text: '{{ response.answer }}' } }, { topP: 0.5 });
    expect(sent[0]?.body).toMatchObject({ top: { p: 0.5 }, nothing: null });
    expect(sent[0]?.body).not.toHaveProperty('t');
    expect(sent[0]?.body['q']).toMatch(/^Q: You help/);
  });

  it('sends its key in the header that was named', async () => {
    const { sent, ask } = server('[{"generated_text":"x"}]');
    await ask({ apiKey: 'secret', keyHeader: 'x-model-key' });
    await ask({ apiKey: 'secret' });
    expect(sent.map(({ headers }) => [headers.get('x-model-key'), headers.get('authorization')])).toEqual([
      ['secret', null],
      [null, 'Bearer secret'],
    ]);
  });

  it('reads lines of JSON as they come', async () => {
    const { ask } = server('{"piece":"It "}\n\n{"piece":"came."}\n{"piece":"","why":"length","read":12}\n');
    const stream = {
      format: 'jsonl',
      text: '{{ chunk.piece }}',
      finish: '{{ chunk.why }}',
      inputTokens: '{{ chunk.read }}',
    };
    expect(await ask({ stream })).toMatchObject({ text: 'It came.', finish: 'length', tokens: { inputTokens: 12 } });
  });

  it('reads events whose data has several lines', async () => {
    const { ask } = server(': hello\nevent: piece\r\ndata: {"token":\r\ndata: {"text":"yes"}}\r\n\r\ndata: [DONE]\n\n');
    expect(await ask({ stream: {} })).toMatchObject({ text: 'yes', finish: 'stop' });
  });

  it('asks by words for a schema, unless the request has a place for it', async () => {
    const { sent, ask } = server('[{"generated_text":"{}"}]');
    await ask({}, { schema: complaint });
    await ask({ request: { inputs: '{{ prompt }}', grammar: '{{ schema }}' } }, { schema: complaint });
    expect(sent[0]?.body['inputs']).toContain('JSON Schema');
    expect(sent[1]?.body).toMatchObject({ grammar: complaint });
    expect(sent[1]?.body['inputs']).not.toContain('JSON Schema');
  });

  it('says that it cannot call tools when the request has no place for them', async () => {
    const { ask } = server('');
    await expect(ask({}, { tools: [lookupOrder] })).rejects.toMatchObject({ code: 'MODEL_NO_TOOLS' });
  });

  it('takes an answer without a text for a passing fault', async () => {
    const { ask } = server('{"detail":"loading"}');
    await expect(ask({})).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('refuses a template that is none', () => {
    const parsed = custom.settings.safeParse({ inferenceUrl, request: { inputs: ['{{ prompt + }}'] } });
    expect(parsed.error?.issues[0]?.path).toEqual(['request']);
  });
});
