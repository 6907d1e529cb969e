import { aiSettings, AppError, newId, type CompleteRequest, type CompleteResponse } from '#libs/contracts';
import type { KeyedAsks } from '../asks/keyed-asks.js';
import { ModelCalls } from '../calls/pipeline.js';
import { Stage, type AnswerPart, type ModelCall } from '../calls/stage.js';
import type { ModelRouter } from '../models/model-router.js';
import type { AiSettingsService } from '../settings/ai-settings.service.js';
import { AnswerSchemas } from './answer-schema.js';
import { CompletionsService, type Judge } from './completions.service.js';
import { Escalation } from './escalation.js';

type Said = string | AppError | { text: string; finish: 'stop' | 'length' };
const small = 'test/small';
const large = 'test/large';

/** What each model says, one answer after the other. */
function bench(script: Record<string, Said[]>, routing: object = {}, { degraded = false } = {}) {
  const asked: ModelCall[] = [];
  class Models extends Stage {
    async *run(call: ModelCall): AsyncIterable<AnswerPart> {
      asked.push(call);
      await Promise.resolve();
      if (degraded) call.notes.rerouted = 'degraded';
      const model = ['small-first', 'default'].includes(call.wanted ?? 'default') ? small : call.wanted!;
      const said = script[model]!.shift()!;
      if (said instanceof AppError) throw said;
      const { text, finish } = typeof said === 'string' ? { text: said, finish: 'stop' as const } : said;
      yield { type: 'text', text };
      const usage = {
        inputTokens: 10,
        outputTokens: 1,
        costMicros: model === large ? 100 : 1,
        model,
        provider: 'test',
        ms: 1,
      };
      yield { type: 'end', finish, usage };
    }
  }
  const settings = aiSettings.parse({ routing });
  const router = { resolveAll: () => Promise.resolve([{ id: large }]) } as unknown as ModelRouter;
  const service = new CompletionsService(
    {} as KeyedAsks,
    new ModelCalls([new Models()]),
    new AnswerSchemas(),
    new Escalation({ of: () => Promise.resolve(settings) } as unknown as AiSettingsService, router),
  );
  const ask = (request: Partial<CompleteRequest> = {}, judge?: Judge): Promise<CompleteResponse> =>
    service.ask(
      {
        caller: { kind: 'service', companyId: newId('company'), role: 'operator' },
        task: 'complete',
        origin: {},
        signal: new AbortController().signal,
      },
      { messages: [{ role: 'user', content: 'how many' }], model: 'small-first', ...request },
      judge ? { judge } : {},
    );
  const models = () => asked.map(({ wanted }) => wanted ?? 'default');
  return { ask, asked, models };
}

const schema = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };

describe('small first', () => {
  it('keeps a small model’s answer that is good enough', async () => {
    const { ask, models } = bench({ [small]: ['{"n":3}'] });
    expect(await ask({ schema })).toMatchObject({ data: { n: 3 }, usage: { model: small, costMicros: 1 } });
    expect(models()).toEqual(['small-first']);
  });

  it('asks the large one when the schema still fails after two repairs, and adds up what all cost', async () => {
    const { ask, models, asked } = bench({ [small]: ['no', '{"n":"x"}', '{}'], [large]: ['{"n":3}'] });
    expect(await ask({ schema })).toMatchObject({
      data: { n: 3 },
      usage: { model: large, inputTokens: 40, costMicros: 103 },
    });
    // Repairs go to whoever wrote the answer.
    expect(models()).toEqual(['small-first', small, small, large]);
    expect(asked.at(-1)?.request.messages).toHaveLength(1);
    expect(asked.at(-1)?.notes.rerouted).toBe('escalated');
  });

  it('F15: mends an answer at most twice, the larger model included', async () => {
    const { ask, models } = bench({ [small]: ['no', 'no', 'no'], [large]: ['no', '{"n":3}'] });
    await expect(ask({ schema })).rejects.toMatchObject({ code: 'MODEL_OUTPUT_INVALID' });
    expect(models()).toEqual(['small-first', small, small, large]);
  });

  it('asks the large one when the answer is cut, without mending it first', async () => {
    const cut = { text: '{"n":', finish: 'length' as const };
    const { ask, models } = bench({ [small]: [cut], [large]: ['{"n":3}'] });
    expect(await ask({ schema })).toMatchObject({ data: { n: 3 }, usage: { model: large } });
    expect(models()).toEqual(['small-first', large]);
  });

  it('asks the large one when the task finds the answer weak, and keeps the weak one when that fails', async () => {
    const judge: Judge = ({ text }) => (text === 'maybe' ? 'weak' : 'good');
    expect(await bench({ [small]: ['maybe'], [large]: ['surely'] }).ask({}, judge)).toMatchObject({ text: 'surely' });
    const failing = bench({ [small]: ['maybe'], [large]: [new AppError('MODEL_UNAVAILABLE')] });
    expect(await failing.ask({}, judge)).toMatchObject({ text: 'maybe', usage: { model: small } });
  });

  it('holds for whoever names no model, when the company says so', async () => {
    const script = () => ({ [small]: [{ text: 'cut', finish: 'length' as const }], [large]: ['whole'] });
    expect(await bench(script(), { defaultModel: 'small-first' }).ask({ model: 'default' })).toMatchObject({
      text: 'whole',
    });
  });

  it('asks no larger model when another policy, or a budget, chose the small one', async () => {
    const cut = (): Said => ({ text: 'cut', finish: 'length' });
    const named = bench({ [small]: [cut()], [large]: [] });
    expect(await named.ask({ model: small })).toMatchObject({ text: 'cut', finish: 'length' });
    const degraded = bench({ [small]: [cut()], [large]: [] }, {}, { degraded: true });
    expect(await degraded.ask()).toMatchObject({ text: 'cut' });
  });
});
