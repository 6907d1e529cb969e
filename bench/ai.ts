import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BenchCompany } from './bench-company.js';
import { figureOf, type Figure } from './figure.js';
import { isWanted } from './measured.js';
import { startPlatform, type Mode } from './platform.js';

const calls = 300;
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
    request.resume();
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(whole));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;

/** Ms that the platform adds to a model's answer: through the gateway, one call after the other. */
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
    await answers();
    const figures: Figure[] = [];
    const add = (figure: string, [ours = [], bare = []]: number[][], part: number) => {
      if (isWanted(figure)) figures.push(figureOf('ai', figure, 'ms', [quantile(ours, part) - quantile(bare, part)]));
    };
    const times = await answers();
    add('ai_overhead_p50', times, 0.5);
    add('ai_overhead_p99', times, 0.99);
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
