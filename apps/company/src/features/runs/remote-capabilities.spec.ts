import type { RpcClient } from '#libs/platform/rpc';
import { RemoteCapabilities } from './remote-capabilities.js';
import type { StepOrigin } from './step-origin.js';

const usage = { inputTokens: 1, outputTokens: 2, costMicros: 3, model: 'm', provider: 'p', ms: 4 };

describe('what the ai service does for a step', () => {
  const asked: { method: string; request: unknown }[] = [];
  let events: object[] = [];
  const rpc = {
    stream: async function* ({ method }: { method: string }, request: unknown) {
      asked.push({ method, request });
      for (const event of events) yield await Promise.resolve(event);
    },
  };
  let beats = 0;
  const origin = { key: 'key', runId: 'run_1', path: 'step', workflowId: 'wf_1', companyId: 'co_1', startedBy: null };
  const heartbeat = () => void (beats += 1);
  const ai = new RemoteCapabilities(rpc as unknown as RpcClient).ai({ ...origin, heartbeat } as unknown as StepOrigin);
  beforeEach(() => ([beats, events] = [0, []]));

  it('is a sign of life of the step for each part that was read', async () => {
    const progress = { type: 'progress', progress: { phase: 'reading', done: 1, total: 3 } };
    events = [progress, progress, progress, { type: 'answer', answer: { summary: 's', parts: 3, usage } }];
    const answer = await ai.summarize({ text: 'a book' });
    expect(answer).toEqual({
      summary: 's',
      parts: 3,
      usage: { inputTokens: 1, outputTokens: 2, costMicros: 3, model: 'm' },
    });
    expect(beats).toBe(3);
    expect(asked.at(-1)).toMatchObject({
      method: 'ai.summarizing',
      request: { key: 'key', origin: { runId: 'run_1', stepPath: 'step' }, request: { text: 'a book' } },
    });
  });

  it('fails when the service ends without an answer, and may be asked again', async () => {
    await expect(ai.translate({ text: 'x', to: 'de' })).rejects.toMatchObject({ code: 'UNAVAILABLE', retry: 'soon' });
  });
});
