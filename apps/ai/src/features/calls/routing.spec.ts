import type { CompletionPart } from '#libs/catalog/providers/defs';
import { AppError, newId, type ErrorCode } from '#libs/contracts';
import type { Target } from '../models/model-router.js';
import { Breakers } from './breakers.js';
import type { CallLimits } from './call-limits.js';
import { Routing, type PaidPart, type Routed } from './routing.js';
import type { Receipts } from './receipts.js';

const tokens = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 2 };
const end: CompletionPart = { type: 'end', finish: 'stop', tokens };
const text = (said: string): CompletionPart => ({ type: 'text', text: said });
type Step = CompletionPart | ErrorCode | 'hang';

/** Models by name, each with what it does at its first, second, … call. */
function bench(script: Record<string, Step[][]>) {
  const log: string[] = [];
  const breakers = new Breakers();
  const limits = { enter: () => Promise.resolve({ leave: () => undefined }) } as unknown as CallLimits;
  const usage = (model: string) => ({ ...tokens, costMicros: 1, model, provider: 'test', ms: 1 });
  const receipts = {
    paid: (_: Routed, { target }: { target: Target }) => (
      log.push(`paid ${target.name}`),
      Promise.resolve(usage(target.name))
    ),
    failed: (_: Routed, { target }: { target: Target }, error: AppError) => {
      log.push(`failed ${target.name} ${error.code}`);
      return Promise.resolve();
    },
    cut: (_: Routed, { target }: { target: Target }, error: AppError | undefined) => {
      log.push(`cut ${target.name} ${error?.code ?? 'left'}`);
      return Promise.resolve();
    },
  } as unknown as Receipts;
  const routing = new Routing(breakers, limits, receipts);
  const targets = Object.keys(script).map((name) => ({ name, id: `test/${name}`, connected: { key: name } }) as Target);
  const left = new AbortController();
  const calls = new Map<string, number>();
  const ask = (more: Partial<Routed> = {}) => {
    const notes: Routed['notes'] = {};
    const parts = routing.through({
      asking: {
        caller: { kind: 'service', companyId: newId('company'), role: 'operator' },
        task: 'complete',
        origin: {},
        signal: left.signal,
      },
      targets: () => Promise.resolve(targets),
      source: async function* ({ name }, { signal }) {
        const call = calls.get(name) ?? 0;
        calls.set(name, call + 1);
        log.push(`ask ${name}`);
        for (const step of script[name]![call] ?? [text('again'), end]) {
          await Promise.resolve();
          if (step === 'hang')
            await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
          else if (typeof step === 'string')
            throw new AppError(step, { retryAfterMs: step === 'MODEL_RATE_LIMITED' ? 60_000 : 1 });
          else yield step;
        }
      },
      tokens: { sent: () => 10, expected: () => 20 },
      whole: false,
      notes,
      ...more,
    });
    return { parts, notes };
  };
  const read = async (parts: AsyncIterable<PaidPart>, heard: string[] = []) => {
    for await (const part of parts) heard.push(part.type === 'text' ? part.text : part.type);
    return heard.join(' ');
  };
  return { ask, read, log, left, breakers, targets };
}

describe('Routing', () => {
  it('asks the next model when one asks to wait long, refuses, or is not there', async () => {
    const { ask, read, log } = bench({
      busy: [['MODEL_RATE_LIMITED']],
      refusing: [['MODEL_REFUSED']],
      gone: [['MODEL_NOT_FOUND']],
      good: [[text('Hi'), end]],
    });
    const { parts, notes } = ask();
    expect(await read(parts)).toBe('Hi end');
    expect(notes.rerouted).toBe('fallback');
    expect(log.filter((line) => line.startsWith('ask'))).toEqual(['ask busy', 'ask refusing', 'ask gone', 'ask good']);
    expect(log.filter((line) => line.startsWith('paid'))).toEqual(['paid good']);
  });

  it('tries one model three times, then the next, and says what the wanted one said when none answers', async () => {
    const down: Step[][] = [['MODEL_UNAVAILABLE'], ['MODEL_UNAVAILABLE'], ['MODEL_UNAVAILABLE']];
    const { ask, read, log } = bench({ one: down, two: [['MODEL_REFUSED']] });
    await expect(read(ask().parts)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(log.filter((line) => line.startsWith('ask'))).toEqual(['ask one', 'ask one', 'ask one', 'ask two']);
    expect(log.filter((line) => line.startsWith('failed'))).toHaveLength(4);
  });

  it('F15: repeats nothing that was seen: neither by the same model nor by another', async () => {
    const { ask, read, log } = bench({ one: [[text('Once upon'), 'MODEL_UNAVAILABLE']], two: [[text('Hi'), end]] });
    const heard: string[] = [];
    await expect(read(ask().parts, heard)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(heard).toEqual(['Once upon']);
    expect(log).toEqual(['ask one', 'cut one MODEL_UNAVAILABLE']);
  });

  it('repeats what nobody saw, and hands it on joined', async () => {
    const { ask, read, log } = bench({
      one: [
        [text('Once '), 'MODEL_UNAVAILABLE'],
        [text('Once '), text('more'), end],
      ],
    });
    expect(await read(ask({ whole: true }).parts)).toBe('Once more end');
    expect(log).toEqual(['ask one', 'failed one MODEL_UNAVAILABLE', 'ask one', 'paid one']);
  });

  it('F15: writes a whole answer down before anything of it is seen: whoever stops reading at its first word has it counted', async () => {
    const { ask, log } = bench({ one: [[text('Once'), text('upon'), end]] });
    for await (const part of ask({ whole: true }).parts) if (part.type === 'text') break;
    expect(log).toEqual(['ask one', 'paid one']);
  });

  it('asks targets that are known at once', async () => {
    const { ask, read, targets } = bench({ one: [[text('Hi'), end]] });
    expect(await read(ask({ targets: () => targets, whole: true }).parts)).toBe('Hi end');
  });

  it('goes on at once when a model does not begin and another is there', async () => {
    const { ask, read, log } = bench({ slow: [['hang']], good: [[text('Hi'), end]] });
    const began = performance.now();
    expect(await read(ask({ deadlines: { firstMs: 30 } }).parts)).toBe('Hi end');
    expect(performance.now() - began).toBeLessThan(1000);
    expect(log).toEqual(['ask slow', 'failed slow DEADLINE_EXCEEDED', 'ask good', 'paid good']);
  });

  it('passes a model over that kept failing, and asks none when all did', async () => {
    const { ask, read, log, breakers, targets } = bench({ one: [], two: [[text('Hi'), end]] });
    const fail = (target: Target) => {
      for (let n = 0; n < 5; n++) breakers.of(target, 'company').failed(new AppError('MODEL_UNAVAILABLE'));
    };
    fail(targets[0]!);
    expect(await read(ask().parts)).toBe('Hi end');
    expect(log).toEqual(['ask two', 'paid two']);
    fail(targets[1]!);
    await expect(read(ask().parts)).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      details: { retryAfterMs: expect.any(Number), detail: expect.stringContaining('left alone') },
    });
    expect(log).toHaveLength(2);
  });

  it('counts what came when the caller leaves, and asks nobody else', async () => {
    const { ask, read, log, left } = bench({ one: [[text('Once upon'), 'hang']], two: [] });
    const heard: string[] = [];
    const reading = read(ask().parts, heard);
    while (heard.length === 0) await new Promise((next) => setTimeout(next, 1));
    left.abort(new Error('left'));
    await expect(reading).rejects.toThrow('left');
    expect(log).toEqual(['ask one', 'cut one left']);
  });

  it('counts what came when the reader stops reading', async () => {
    const { ask, log } = bench({ one: [[text('Once'), text('upon'), end]] });
    for await (const part of ask().parts) if (part.type === 'text') break;
    expect(log).toEqual(['ask one', 'cut one left']);
  });
});
