import { newId, type AiSettings } from '#libs/contracts';
import { createLogger } from '#libs/platform/logging';
import { MoneyBench, moneyBackends, partsOf } from '../../testing/money-bench.js';
import type { AnswerPart, ModelCall } from '../calls/stage.js';
import { AnswerCacheService } from './answer-cache.service.js';
import { AnswerCacheStage } from './answer-cache.stage.js';
import { KeptAnswers } from './kept-answers.js';
import { Meanings } from './meanings.js';

const textOf = (parts: readonly AnswerPart[]) => parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
const usageOf = (parts: readonly AnswerPart[]) => {
  const end = parts.at(-1);
  return end?.type === 'end' ? end.usage : undefined;
};

describe.each(moneyBackends)('kept answers on %s', (backend) => {
  let bench: MoneyBench;
  let stage: AnswerCacheStage;
  let cache: AnswerCacheService;
  let answers: KeptAnswers;
  const settings: AiSettings['cache'] = { mode: 'exact', ttlSeconds: 3600, threshold: 0.9 };
  /** Questions about lateness lie close together, all else elsewhere. */
  const embed = jest.fn((_: unknown, text: string) =>
    Promise.resolve(text.includes('late') ? [1, text.length / 1000, 0] : [0, 0, 1]),
  );

  beforeAll(async () => {
    bench = await MoneyBench.open(backend);
    answers = new KeptAnswers(bench.db);
    cache = new AnswerCacheService(answers, bench.spend, bench.db);
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    Object.assign(settings, { mode: 'exact', ttlSeconds: 3600 });
    embed.mockClear();
    stage = stageOf();
  });

  /** Each is a replica: only the database is common. */
  const stageOf = () =>
    new AnswerCacheStage(
      { of: () => Promise.resolve({ cache: settings }) },
      answers,
      new Meanings(answers),
      bench.models,
      bench.usage,
      { embed },
      createLogger({ service: 'ai', level: 'silent' }),
    );
  const question = (content: string) => ({ messages: [{ role: 'user' as const, content }] });
  let asked = 0;
  const ask = (more: Parameters<MoneyBench['call']>[0], on = stage) => {
    const call = bench.call({ request: question('How late is my parcel?'), ...more });
    return partsOf(on.run(call, (to) => bench.answering(50, `answer ${++asked}`)(to))).then((parts) => ({
      text: textOf(parts),
      usage: usageOf(parts),
      notes: call.notes,
      parts,
    }));
  };

  it('gives an answer again to the same question, from any replica, and tells what it saved', async () => {
    const companyId = newId('company');
    const first = await ask({ companyId });
    const second = await ask({ companyId }, stageOf());
    expect(second.parts).toEqual([
      { type: 'text', text: first.text },
      {
        type: 'end',
        finish: 'stop',
        usage: {
          ...{ model: 'x/one', provider: 'x', inputTokens: 0, outputTokens: 0 },
          costMicros: 0,
          cached: 'exact',
          savedMicros: 50,
          ms: expect.any(Number),
        },
      },
    ]);
    expect(second.notes).toEqual({ cached: 'exact', savedMicros: 50 });
    const caller = { kind: 'user', companyId, role: 'viewer' } as const;
    expect(await cache.figures(caller, 30)).toEqual({
      ...{
        entries: 1,
        oldest: expect.any(String),
        days: 30,
        hits: { exact: 1, semantic: 0 },
        calls: 2,
        savedMicros: 50,
      },
    });
    expect((await bench.usage.list(caller, { limit: 5 })).totals).toMatchObject({
      calls: 2,
      costMicros: 50,
      savedMicros: 50,
    });
  });

  it('never to another company, role or agent', async () => {
    const companyId = newId('company');
    const { text } = await ask({ companyId });
    expect((await ask({ companyId: newId('company') })).text).not.toBe(text);
    expect((await ask({ companyId, role: 'admin' })).text).not.toBe(text);
    expect((await ask({ companyId, origin: { agentId: newId('agent') } })).text).not.toBe(text);
    expect((await ask({ companyId })).text).toBe(text);
  });

  it('hands nobody an answer of another company, even by its digest', async () => {
    const companyId = newId('company');
    await ask({ companyId });
    const [row] = await bench.db.query<{ id: string }>('SELECT id FROM ai_kept_answers WHERE company_id = ?', [
      companyId,
    ]);
    expect(await answers.answer(companyId, row!.id)).toBeDefined();
    expect(await answers.answer(newId('company'), row!.id)).toBeUndefined();
    expect(await cache.clear({ kind: 'user', companyId: newId('company'), role: 'admin' })).toEqual({ deleted: 0 });
  });

  it('not when its time is over, when it was forgotten, or when neither call nor company wants it', async () => {
    const companyId = newId('company');
    const { text } = await ask({ companyId });
    expect((await ask({ companyId, cache: 'off' })).text).not.toBe(text);
    settings.mode = 'off';
    expect((await ask({ companyId })).text).not.toBe(text);
    expect((await ask({ companyId, cache: 'exact' })).text).toBe(text);
    await bench.db.run('UPDATE ai_kept_answers SET expires_at = 1 WHERE company_id = ?', [companyId]);
    const fresh = (await ask({ companyId, cache: 'exact' })).text;
    expect(fresh).not.toBe(text);
    expect((await ask({ companyId, cache: 'exact' })).text).toBe(fresh);
    expect(await cache.clear({ kind: 'user', companyId, role: 'admin' })).toEqual({ deleted: 1 });
    expect((await ask({ companyId, cache: 'exact' })).text).not.toBe(fresh);
  });

  it('not what stood in for the wanted model, what broke off or was cut', async () => {
    const companyId = newId('company');
    const call = (): ModelCall => bench.call({ companyId, request: question('How late is my parcel?') });
    const instead = (to: ModelCall) => {
      to.notes.rerouted = 'fallback';
      return bench.answering(1, 'instead')(to);
    };
    const cut = async function* (): AsyncIterable<AnswerPart> {
      yield { type: 'text', text: 'cut' };
      yield {
        type: 'end',
        finish: 'length',
        usage: { inputTokens: 0, outputTokens: 1, costMicros: 1, model: 'x/one', provider: 'x', ms: 1 },
      };
    };
    expect(textOf(await partsOf(stage.run(call(), instead)))).toBe('instead');
    expect(textOf(await partsOf(stage.run(call(), cut)))).toBe('cut');
    for await (const _ of stage.run(call(), bench.answering(1, 'left'))) break;
    expect((await ask({ companyId })).text).toMatch(/^answer/);
  });

  it('to a question that means the same, where that is wanted', async () => {
    settings.mode = 'semantic';
    const companyId = newId('company');
    const { text } = await ask({ companyId });
    const alike = await ask({ companyId, request: question('Is my parcel late?') });
    expect(alike).toMatchObject({ text, notes: { cached: 'semantic', savedMicros: 50 } });
    expect((await ask({ companyId, request: question('Is my parcel late?') }, stageOf())).text).toBe(text);
    expect((await ask({ companyId, request: question('Who are you?') })).text).not.toBe(text);
    expect((await ask({ companyId: newId('company'), request: question('Is my parcel late?') })).text).not.toBe(text);
    const told = {
      messages: [{ role: 'system' as const, content: 'In French' }, ...question('Is my parcel late?').messages],
    };
    expect((await ask({ companyId, request: told })).text).not.toBe(text);
    expect(await cache.figures({ kind: 'user', companyId, role: 'viewer' }, 1)).toMatchObject({
      hits: { exact: 0, semantic: 2 },
    });
    await cache.clear({ kind: 'user', companyId, role: 'admin' });
    expect((await ask({ companyId, request: question('Is it late, my parcel?') })).text).not.toBe(text);
  });

  it('goes on without answers that cannot be read, and without a model that embeds', async () => {
    settings.mode = 'semantic';
    embed.mockRejectedValueOnce(new Error('no model'));
    expect((await ask({})).text).toMatch(/^answer/);
    const companyId = newId('company');
    const broken = jest.spyOn(answers, 'answer').mockRejectedValue(new Error('gone'));
    expect((await ask({ companyId })).text).toMatch(/^answer/);
    broken.mockRestore();
  });

  it('hands parts on as they come', async () => {
    let ended = false;
    const slow = async function* (): AsyncIterable<AnswerPart> {
      yield { type: 'text', text: 'a' };
      yield { type: 'text', text: 'b' };
      ended = true;
    };
    const parts = stage.run(bench.call({}), slow)[Symbol.asyncIterator]();
    expect((await parts.next()).value).toEqual({ type: 'text', text: 'a' });
    expect(ended).toBe(false);
  });
});
