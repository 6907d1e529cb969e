import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { BenchCompany } from './bench-company.js';
import { figureOf, type Figure } from './figure.js';
import { InstantModel } from './instant-model.js';
import { repeatedly } from './load.js';
import { isWanted, measured, repeats, seconds } from './measured.js';
import { startPlatform, type Bench, type Mode } from './platform.js';

/** Of each repeat. */
const calls = 1000;
const callers = 50;
/** What a model takes for its answer while fifty ask at once: they shall not keep the machine busy by asking alone, ms. */
const modelMs = 100;
const streams = 500;

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;

/** Somebody who asks, through the platform or the model itself. */
interface Asker {
  pool: Pool;
  path: string;
  headers: Record<string, string>;
  body: string;
}

const question = [{ role: 'user', content: 'Hi' }];

/**
 * What the platform adds to a model's answer, how many answers it carries through OpenAI's wire format, and what many streams take of
 * memory. Every call is written down as the platform does it.
 */
export async function benchAi(mode: Mode): Promise<Figure[]> {
  const speed = await withPlatform(mode, async ({ platform, model, direct, whole, stream, openai }) => {
    for (const asker of [whole, stream, openai]) await timesOf(asker, 300, 10);
    return [
      ...(await overheads('ai_overhead', model, { ours: whole, direct })),
      ...(await overheads('first_token_overhead', model, { ours: stream, direct })),
      ...(await carried(platform, model, openai)),
    ];
  });
  // On a platform of its own: a process keeps what it once took under load.
  const memory = await withPlatform(mode, async ({ platform, model, stream }) => {
    await timesOf(stream, 50, 1);
    return memoryOf(platform, model, stream);
  });
  return [...speed, ...memory];
}

interface Stage {
  platform: Bench;
  model: InstantModel;
  /** The model itself. */
  direct: Asker;
  whole: Asker;
  stream: Asker;
  openai: Asker;
}

async function withPlatform<T>(mode: Mode, work: (stage: Stage) => Promise<T>): Promise<T> {
  const model = await InstantModel.start();
  const { address } = model;
  const platform = await startPlatform(mode, {
    env: {
      OLLAMA_BASE_URL: `http://${address}`,
      OLLAMA_MODEL: 'instant',
      AAAS_EGRESS_ALLOW: address,
      // The gateway's own limits are for strangers.
      AAAS_GATEWAY_RATE: '100000',
      AAAS_GATEWAY_BURST: '100000',
    },
  });
  try {
    const token = await (await BenchCompany.create(platform)).logIn();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const pool = new Pool(platform.url, { connections: streams, pipelining: 1 });
    const body = JSON.stringify({ model: 'ollama/instant', messages: question });
    const direct: Asker = {
      pool: new Pool(`http://${address}`, { connections: streams, pipelining: 1 }),
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'instant', messages: question, stream: true }),
    };
    return await work({
      ...{ platform, model, direct },
      whole: { pool, path: '/api/v1/ai/complete', headers, body },
      stream: { pool, path: '/api/v1/ai/stream', headers, body },
      openai: { pool, path: '/openai/v1/chat/completions', headers, body },
    });
  } finally {
    await platform.stop();
    model.stop();
  }
}

/**
 * Ms beside asking the model itself: of one caller, and of fifty whose model takes its time. The model's own time is taken off either way:
 * it varies by fifty times of what is measured.
 */
async function overheads(
  name: string,
  model: InstantModel,
  { ours, direct }: { ours: Asker; direct: Asker },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [many, afterMs, suffix] of [
    [1, 0, ''],
    [callers, modelMs, `_c${callers}`],
  ] as const) {
    model.manner = { afterMs, pieces: 0, everyMs: 0 };
    const p50: number[] = [];
    const p99: number[] = [];
    if (!isWanted(`${name}${suffix}`)) continue;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const bare = await timesOf(direct, calls, many, afterMs);
      const through = await timesOf(ours, calls, many, afterMs);
      p50.push(quantile(through, 0.5) - quantile(bare, 0.5));
      p99.push(quantile(through, 0.99) - quantile(bare, 0.99));
    }
    figures.push(figureOf('ai', `${name}${suffix}_p50`, 'ms', p50), figureOf('ai', `${name}${suffix}_p99`, 'ms', p99));
  }
  return figures;
}

/** Answers a second through OpenAI's wire format, fifty at once, each with its row of usage. */
async function carried(platform: Bench, model: InstantModel, openai: Asker): Promise<Figure[]> {
  const figure = `openai_compat_c${callers}`;
  if (!isWanted(figure)) return [];
  model.manner = { afterMs: 0, pieces: 0, everyMs: 0 };
  await repeatedly(callers, 2, () => answered(openai).then(() => 1));
  return [
    await measured(platform, { bench: 'ai', figure, unit: 'requests/s' }, async () => {
      const { done, ms } = await repeatedly(callers, seconds, () => answered(openai).then(() => 1));
      return { value: (done * 1000) / ms, done };
    }),
  ];
}

/** MiB that the process that streams has at most while five hundred streams are open. */
async function memoryOf(platform: Bench, model: InstantModel, stream: Asker): Promise<Figure[]> {
  const figure = `streams_${streams}_rss`;
  if (!isWanted(figure)) return [];
  model.manner = { afterMs: 0, pieces: 25, everyMs: 200 };
  let most = 0;
  const look = setInterval(() => (most = Math.max(most, rssOf(platform))), 100);
  await Promise.all(Array.from({ length: streams }, () => answered(stream)));
  clearInterval(look);
  return [figureOf('ai', figure, 'MiB', [most])];
}

const rssOf = ({ roles }: Bench): number =>
  Math.max(
    ...(roles['ai'] ?? roles['platform'] ?? []).map((pid) => {
      const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return Number(kib ?? 0) / 1024;
    }),
  );

/** @param spreadMs over which the callers begin: fifty who come in one moment wait for each other, and would be a twentieth of all calls */
async function timesOf(asker: Asker, count: number, many: number, spreadMs = 0): Promise<number[]> {
  const times: number[] = [];
  let left = count;
  const lane = async (_: unknown, at: number) => {
    await sleep((spreadMs * at) / many);
    while (left-- > 0) times.push(await answered(asker));
  };
  await Promise.all(Array.from({ length: many }, lane));
  return times;
}

/** Ms until the first words of an answer, without those that the model took before it spoke; the answer is read to its end. */
async function answered({ pool, path, headers, body }: Asker): Promise<number> {
  const began = performance.now();
  const answer = await pool.request({ method: 'POST', path, headers, body });
  let text = '';
  let first: number | undefined;
  let modelMs = 0;
  for await (const bytes of answer.body) {
    text += (bytes as Buffer).toString();
    if (first !== undefined) continue;
    const [, ms] = /Hello, after ([\d.]+) ms\./.exec(text) ?? [];
    if (ms === undefined) continue;
    first = performance.now() - began;
    modelMs = Number(ms);
  }
  if (first === undefined) throw new Error(`The model did not answer: ${answer.statusCode} ${text.slice(0, 300)}`);
  return first - modelMs;
}
