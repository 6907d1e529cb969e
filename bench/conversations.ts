import { readFileSync } from 'node:fs';
import { ApiProblem } from '#libs/client';
import { activateAgent, createAgent, postMessage, type ConversationReply } from '#libs/contracts';
import { BenchCompany } from './bench-company.js';
import { figureOf, type Figure } from './figure.js';
import { InstantModel } from './instant-model.js';
import { startPlatform, type Bench, type Mode } from './platform.js';

/** `BENCH_CONVERSATIONS` sets another number. */
const conversations = Number(process.env['BENCH_CONVERSATIONS'] ?? 1000);
const messages = 10;
const callers = 20;

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;

/**
 * Conversations with a model that answers at once: turns a second, memory before and after, and what a turn takes beside the model, for
 * one caller at a time (nothing waits for anything else) and for twenty.
 */
export async function benchConversations(mode: Mode): Promise<Figure[]> {
  const model = await InstantModel.start();
  const { address } = model;
  const platform = await startPlatform(mode, {
    env: {
      OLLAMA_BASE_URL: `http://${address}`,
      OLLAMA_MODEL: 'instant',
      AAAS_EGRESS_ALLOW: address,
      AAAS_GATEWAY_RATE: '100000',
      AAAS_GATEWAY_BURST: '100000',
    },
  });
  try {
    const company = await BenchCompany.create(platform);
    const agent = await company.client.call(createAgent, {
      body: { name: 'Bench', goal: 'Answer', model: 'ollama/instant' },
    });
    await company.client.call(activateAgent, { params: { id: agent.id }, body: {} });
    const talk = conversationOf(company, agent.id);
    for (let n = 0; n < 5; n++) await talk(() => undefined);
    const alone: number[] = [];
    for (let n = 0; n < 30; n++) await talk((ms) => alone.push(ms));
    const before = rssOf(platform);
    const together: number[] = [];
    const began = performance.now();
    let left = conversations;
    const signIn = setInterval(() => void company.logIn(), 120_000);
    const lane = async () => {
      while (left-- > 0) await talk((ms) => together.push(ms));
    };
    await Promise.all(Array.from({ length: callers }, lane));
    const seconds = (performance.now() - began) / 1000;
    clearInterval(signIn);
    const figure = (name: string, unit: string, value: number) => figureOf('conversations', name, unit, [value]);
    return [
      figure('turn_overhead_p50', 'ms', quantile(alone, 0.5)),
      figure('turn_overhead_p95', 'ms', quantile(alone, 0.95)),
      figure(`turns_${conversations}x${messages}_c${callers}`, 'turns/s', together.length / seconds),
      figure(`turn_c${callers}_p95`, 'ms', quantile(together, 0.95)),
      figure('rss_before', 'MiB', before),
      figure(`rss_after_${conversations}x${messages}`, 'MiB', rssOf(platform)),
    ];
  } finally {
    await platform.stop();
    model.stop();
  }
}

/** Ten messages, each with its reply; `told` hears how long each took. */
const conversationOf =
  ({ client }: BenchCompany, id: string) =>
  async (told: (ms: number) => void): Promise<void> => {
    let conversationId: string | undefined;
    for (let n = 0; n < messages; n++) {
      const body = { content: `Message ${n}`, ...(conversationId === undefined ? {} : { conversationId }) };
      const began = performance.now();
      const reply = (await client.call(postMessage, { params: { id }, body }).catch((error: unknown) => {
        throw error instanceof ApiProblem ? new Error(JSON.stringify(error.problem)) : error;
      })) as ConversationReply;
      told(performance.now() - began);
      conversationId = reply.conversationId;
    }
  };

const rssOf = ({ roles }: Bench): number =>
  Math.max(
    ...(roles['agents'] ?? roles['platform'] ?? []).map((pid) => {
      const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return Number(kib ?? 0) / 1024;
    }),
  );
