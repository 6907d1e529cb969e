import { aiSettings, newId, type RecordedPart, type ReplayOption } from '#libs/contracts';
import type { AnswerPart, ModelCall } from '../calls/stage.js';
import type { AiSettingsService } from '../settings/ai-settings.service.js';
import type { Recorder } from './recorder.js';
import type { RecordingRow } from './recording.entity.js';
import { RecordingStage } from './recording.stage.js';
import type { RecordingsRepository } from './recordings.repository.js';

const usage = { inputTokens: 3, outputTokens: 2, costMicros: 40, model: 'openai/gpt', provider: 'openai', ms: 900 };
const end: AnswerPart = { type: 'end', finish: 'stop', usage };
const say = (...texts: string[]): AnswerPart[] => [...texts.map((text) => ({ type: 'text' as const, text })), end];
const companyId = newId('company');

/** A stage over one list of recordings. */
function bench(mode: 'off' | 'record' = 'record') {
  const rows: Omit<RecordingRow, 'at' | 'expiresAt'>[] = [];
  const settings = aiSettings.parse({ recording: { mode, set: 'mine' }, guardrails: { canaries: ['canary-11-bb'] } });
  const answer = (_company: string, hash: string, { set, workflowId }: ReplayOption) => {
    const fits = (row: (typeof rows)[number]) =>
      row.requestHash === hash &&
      (set ?? row.setName) === row.setName &&
      (workflowId ?? row.workflowId) === row.workflowId;
    return Promise.resolve(rows.find(fits));
  };
  const stage = new RecordingStage(
    { of: () => Promise.resolve(settings), known: () => settings } as unknown as AiSettingsService,
    { answer } as unknown as RecordingsRepository,
    { add: (row: () => (typeof rows)[number]) => void rows.push(row()) } as unknown as Recorder,
  );
  let asked = 0;
  const run = async (content: string, parts: AnswerPart[], more: Partial<ModelCall> = {}) => {
    const next = async function* (): AsyncIterable<AnswerPart> {
      asked += 1;
      await Promise.resolve();
      yield* parts;
    };
    const caller = { kind: 'user' as const, companyId, role: 'operator' as const };
    const call: ModelCall = {
      asking: { caller, task: 'complete', origin: {}, signal: new AbortController().signal },
      request: { messages: [{ role: 'user', content }] },
      wanted: undefined,
      notes: {},
      ...more,
    };
    const shown: AnswerPart[] = [];
    for await (const part of stage.run(call, next)) shown.push(part);
    return { shown, notes: call.notes };
  };
  return { run, rows, asked: () => asked };
}
const strict: ReplayOption = { set: 'mine', mode: 'strict', paced: false };

describe('recordings', () => {
  it('are made of what models answer, and give it again for nothing', async () => {
    const { run, rows, asked } = bench();
    await run('Hello', say('Hi ', 'you'));
    expect(rows).toHaveLength(1);
    const { shown, notes } = await run('Hello', [], { replay: strict });
    expect(shown.slice(0, 2)).toEqual(say('Hi ', 'you').slice(0, 2));
    expect(shown[2]).toMatchObject({
      type: 'end',
      finish: 'stop',
      usage: { costMicros: 0, inputTokens: 3, model: 'openai/gpt' },
    });
    expect(notes.replayed).toBe(true);
    expect(asked()).toBe(1);
    expect(rows).toHaveLength(1);
  });

  it('are not made when the company does not want them, and not of kept answers', async () => {
    const off = bench('off');
    await off.run('Hello', say('Hi'));
    expect(off.rows).toEqual([]);
    const { run, rows } = bench();
    await run('Hello', say('Hi'), { notes: { cached: 'exact' } });
    expect(rows).toEqual([]);
  });

  it('are of whole answers alone', async () => {
    const { run, rows } = bench();
    await run('Hello', say('Hi').slice(0, 1));
    expect(rows).toEqual([]);
  });

  it('know another question from the same one', async () => {
    const { run } = bench();
    await run('Hello', say('Hi'));
    const other = (content: string, more: Partial<ModelCall> = {}) =>
      run(content, say('new'), { replay: strict, ...more });
    await expect(other('Hello!')).rejects.toMatchObject({
      code: 'RECORDING_MISSING',
      message: expect.stringContaining('mine'),
    });
    await expect(other('Hello', { wanted: 'a/b' })).rejects.toMatchObject({ code: 'RECORDING_MISSING' });
    const request = { messages: [{ role: 'user' as const, content: 'Hello' }], temperature: 0 };
    await expect(other('Hello', { request })).rejects.toMatchObject({ code: 'RECORDING_MISSING' });
    await expect(run('Hello', [], { replay: { ...strict, set: 'other' } })).rejects.toMatchObject({
      code: 'RECORDING_MISSING',
    });
    const { shown } = await run('Hello!', say('new'), { replay: { ...strict, mode: 'fallthrough' } });
    expect(shown).toEqual(say('new'));
  });

  it('A6: hold neither secrets nor personal data, and give the caller his own back', async () => {
    const { run, rows } = bench();
    const key = 'sk-ant-api03-aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2z';
    const asked = (mail: string) => `I am ${mail}, my password: Tr0ub4dor&3, key ${key}, marker canary-11-bb`;
    const answer: AnswerPart[] = [
      ...say('Dear marta@exa', 'mple.com, your key sk-ant-api03', `${key.slice(12)} and canary`, '-11-bb.').slice(0, 4),
      { type: 'tool-call', index: 0, id: 'c', name: 'mail', arguments: '{"to":"marta@example.com"}' },
      end,
    ];
    await run(asked('marta@example.com'), answer);
    expect(JSON.stringify(rows)).not.toMatch(/marta|Tr0ub|aB3dE5|canary-11/);
    const texts = (rows[0]!.parts as RecordedPart[]).map((part) => (part.type === 'text' ? part.text : ''));
    expect(texts.join('')).toBe('Dear [EMAIL_1], your key [SECRET_2] and [SECRET_3].');
    const { shown } = await run(asked('bob@example.org'), [], { replay: strict });
    const said = shown.map((part) =>
      part.type === 'text' ? part.text : part.type === 'tool-call' ? part.arguments : '',
    );
    expect(said.join('')).toContain('Dear bob@example.org');
    expect(said.join('')).toContain('{"to":"bob@example.org"}');
  });

  it('keep no images, and know them again', async () => {
    const { run, rows } = bench();
    const picture = (data: string): Partial<ModelCall> => ({
      request: { messages: [{ role: 'user', content: [{ type: 'image', mediaType: 'image/png', data }] }] },
    });
    await run('', say('a cat'), picture('aGVsbG8='));
    expect(JSON.stringify(rows)).not.toContain('aGVsbG8=');
    expect((await run('', [], { ...picture('aGVsbG8='), replay: strict })).shown).toHaveLength(2);
    await expect(run('', [], { ...picture('b3RoZXI='), replay: strict })).rejects.toMatchObject({
      code: 'RECORDING_MISSING',
    });
  });

  it('come with their pauses where that is wanted, and end with the caller', async () => {
    const { run, rows } = bench();
    await run('Hello', say('Hi ', 'you'));
    const parts = rows[0]!.parts as RecordedPart[];
    parts[1]!.t = 60;
    parts[2]!.t = 60;
    const started = performance.now();
    await run('Hello', [], { replay: { ...strict, paced: true } });
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
    parts[1]!.t = 60_000;
    const asking = {
      caller: { kind: 'user' as const, companyId, role: 'operator' as const },
      task: 'complete' as const,
      origin: {},
      signal: AbortSignal.timeout(20),
    };
    await expect(run('Hello', [], { asking, replay: { ...strict, paced: true } })).rejects.toThrow(/timeout/i);
  });
});
