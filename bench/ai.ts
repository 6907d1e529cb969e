import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BenchCompany } from './bench-company.js';
import { figureOf, type Figure } from './figure.js';
import { isWanted } from './measured.js';
import { startPlatform, type Mode } from './platform.js';

const calls = 300;
const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'instant', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const whole = JSON.stringify({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'instant',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
});

/** A model that answers at once, in OpenAI's wire format (which Ollama speaks too). */
function startModel(): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (!Buffer.concat(parts).includes('"stream":true'))
        return response.writeHead(200, { 'content-type': 'application/json' }).end(whole);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ role: 'assistant', content: 'Hello.' }));
      return response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;

/** Ms that the platform adds to a model's answer, and to its first token: through the gateway, one call after the other. */
export async function benchAi(mode: Mode): Promise<Figure[]> {
  const model = await startModel();
  const address = `127.0.0.1:${(model.address() as AddressInfo).port}`;
  const platform = await startPlatform(mode, {
    env: { OLLAMA_BASE_URL: `http://${address}`, OLLAMA_MODEL: 'instant', AAAS_EGRESS_ALLOW: address },
  });
  try {
    const token = await (await BenchCompany.create(platform)).logIn();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const ask = { model: 'ollama/instant', messages: [{ role: 'user', content: 'Hi' }] };
    const through = { url: platform.url, headers };
    const direct = { url: `http://${address}`, headers: { 'content-type': 'application/json' } };
    const answers = async () => [
      await timed(calls, () => whenWhole(`${through.url}/api/v1/ai/complete`, through.headers, ask)),
      await timed(calls, () => whenWhole(`${direct.url}/v1/chat/completions`, direct.headers, ask)),
    ];
    const tokens = async () => [
      await timed(calls, () => whenFirst(`${through.url}/api/v1/ai/stream`, through.headers, ask)),
      await timed(calls, () =>
        whenFirst(`${direct.url}/v1/chat/completions`, direct.headers, { ...ask, stream: true }),
      ),
    ];
    await answers();
    const figures: Figure[] = [];
    const add = (figure: string, [ours = [], bare = []]: number[][], part: number) => {
      if (isWanted(figure)) figures.push(figureOf('ai', figure, 'ms', [quantile(ours, part) - quantile(bare, part)]));
    };
    const whole = await answers();
    add('ai_overhead_p50', whole, 0.5);
    add('ai_overhead_p99', whole, 0.99);
    const first = await tokens();
    add('first_token_overhead_p50', first, 0.5);
    add('first_token_overhead_p99', first, 0.99);
    return figures;
  } finally {
    await platform.stop();
    model.close();
  }
}

async function timed(count: number, once: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let call = 0; call < count; call++) times.push(await once());
  return times;
}

const post = (url: string, headers: Record<string, string>, body: object) =>
  fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });

async function whenWhole(url: string, headers: Record<string, string>, body: object): Promise<number> {
  const began = performance.now();
  const text = await (await post(url, headers, body)).text();
  if (!text.includes('Hello.')) throw new Error(`The model did not answer: ${text.slice(0, 300)}`);
  return performance.now() - began;
}

/** Until the first piece with text in it; the rest is read on, so that the connection is kept. */
async function whenFirst(url: string, headers: Record<string, string>, body: object): Promise<number> {
  const began = performance.now();
  const response = await post(url, headers, body);
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let first: number | undefined;
  let seen = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    seen += decoder.decode(piece.value as Uint8Array, { stream: true });
    if (first === undefined && seen.includes('Hello.')) first = performance.now() - began;
  }
  if (first === undefined) throw new Error(`The model did not answer: ${seen.slice(0, 300)}`);
  return first;
}
