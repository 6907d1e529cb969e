import type { Decider } from '../decider.port.js';
import { Payload } from '../payloads/payload.js';
import { usageOf } from '../usage.js';
import { RunMemory, type AnyEvent } from './run-memory.js';

const nothing = {
  initial: () => ({}),
  decide: (state: object) => ({ state, commands: [] }),
} as unknown as Decider<object>;

describe('what a run remembers of its steps', () => {
  const memory = () => new RunMemory(nothing, Payload.inline('null'));
  let at = 0;
  const ends = (to: RunMemory<object>, type: string, attempt: number, costMicros?: number) =>
    to.apply(
      {
        ...{ type, at, path: 'ask', attempt },
        meta: {
          ms: 5,
          ...(costMicros === undefined ? {} : { usage: { inputTokens: 10, costMicros, model: `m${attempt}` } }),
        },
      } as AnyEvent,
      ++at,
      undefined,
    );

  it('adds up what its attempts cost, those that failed included', () => {
    const run = memory();
    ends(run, 'step.failed', 1, 700);
    expect(usageOf(run.allMetas())).toEqual({ inputTokens: 10, outputTokens: 0, costMicros: 700 });
    ends(run, 'step.failed', 2);
    ends(run, 'step.succeeded', 3, 300);
    expect(run.meta('ask')).toEqual({ ms: 5, attempts: 3, usage: { inputTokens: 20, costMicros: 1000, model: 'm3' } });
    expect(usageOf(run.allMetas())).toEqual({ inputTokens: 20, outputTokens: 0, costMicros: 1000 });
  });

  it('counts nothing for an attempt that only begins or waits', () => {
    const run = memory();
    ends(run, 'step.started', 1, 700);
    ends(run, 'step.suspended', 1, 700);
    expect(run.meta('ask')).toBeUndefined();
  });
});
