import { JobDecider } from './job-decider.js';
import type { JobCommand, JobEvent, JobState } from './job-protocol.js';

/** A job that is told its story, event by event. */
class Story {
  readonly decider: JobDecider;
  state: JobState;
  commands: JobCommand[] = [];
  at = 1000;

  constructor(effect: 'idempotent' | 'effectful' = 'idempotent') {
    this.decider = new JobDecider(effect);
    this.state = this.decider.initial();
  }

  tell(event: Record<string, unknown> & { type: string }): this {
    const told = {
      path: 'call',
      attempt: this.state.attempt,
      generation: this.state.generation,
      at: this.at,
      ...event,
    };
    ({ state: this.state, commands: this.commands } = this.decider.decide(this.state, told as unknown as JobEvent));
    return this;
  }

  get status() {
    return this.decider.status(this.state);
  }
  get executes() {
    return this.commands.find((command) => command.type === 'executeStep');
  }
}

const failed = (retry: string, code = 'TOOL_FAILED') => ({
  type: 'step.failed',
  error: { code, message: 'no', retry },
});
const fired = { type: 'timer.fired', timer: 'wake' };

describe('a job', () => {
  it('calls once and ends', () => {
    const job = new Story().tell({ type: 'run.started' });
    expect(job.executes).toMatchObject({ path: 'call', attempt: 1, generation: 1, effect: 'idempotent' });
    expect(job.tell({ type: 'step.succeeded' }).status).toBe('succeeded');
    expect(job.tell({ type: 'step.failed', error: {} }).commands).toEqual([]);
  });

  it('is repeated with growing pauses, five times at most', () => {
    const job = new Story().tell({ type: 'run.started' });
    const pauses: number[] = [];
    for (let n = 0; n < 4; n++) {
      job.tell(failed('soon'));
      pauses.push((job.state.awaiting as { until: number }).until - job.at);
      expect([job.status, job.tell(fired).executes?.attempt]).toEqual(['waiting', n + 2]);
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
    expect(job.tell(failed('soon')).status).toBe('failed');
    expect(job.state.attempts).toBe(5);
  });

  it.each([
    ['that no retry mends', 'idempotent', 'never'],
    ['with an effect', 'effectful', 'soon'],
  ] as const)('%s is not repeated', (_, effect, retry) => {
    expect(new Story(effect).tell({ type: 'run.started' }).tell(failed(retry)).status).toBe('failed');
  });

  it('waits as long as the other side asks', () => {
    const job = new Story().tell({ type: 'run.started' });
    job.tell({ ...failed('after'), error: { code: 'X', message: '', retry: 'after', retryAfterMs: 90_000 } });
    expect(job.state.awaiting).toMatchObject({ until: job.at + 90_000 });
  });

  it('keeps waiting for a time apart from failures', () => {
    const job = new Story().tell({ type: 'run.started' });
    for (let n = 0; n < 10; n++) job.tell({ type: 'step.suspended', wait: { until: 5000 } }).tell(fired);
    expect([job.status, job.state.failures, job.state.attempts]).toEqual(['running', 0, 1]);
    expect(job.tell({ type: 'step.succeeded' }).status).toBe('succeeded');
  });

  it('takes an answer from outside before and after it waits for it, and of its own generation alone', () => {
    const waiting = new Story()
      .tell({ type: 'run.started' })
      .tell({ type: 'step.suspended', wait: { callback: true } });
    expect(waiting.status).toBe('waiting');
    expect(waiting.tell({ type: 'job.answered', generation: 2 }).status).toBe('waiting');
    expect(waiting.tell({ type: 'job.answered', generation: 1 }).status).toBe('succeeded');
    const early = new Story().tell({ type: 'run.started' }).tell({ type: 'job.answered', generation: 1 });
    expect(early.status).toBe('running');
    expect(early.tell({ type: 'step.suspended', wait: { callback: true } }).status).toBe('succeeded');
  });

  it('is not awaited for ever', () => {
    const job = new Story().tell({ type: 'run.started' }).tell({ type: 'step.suspended', wait: { callback: true } });
    expect(job.tell({ type: 'timer.fired', path: '', timer: 'deadline', attempt: 2 }).status).toBe('waiting');
    expect(job.tell({ type: 'timer.fired', path: '', timer: 'deadline', attempt: 1 }).status).toBe('failed');
    expect(job.commands.at(-1)).toMatchObject({ error: { code: 'JOB_EXPIRED' } });
  });

  it('is retried by a person under the next generation, from the beginning', () => {
    const job = new Story().tell({ type: 'run.started' }).tell(failed('never'));
    job.at = 9000;
    job.tell({ type: 'job.retried' });
    expect(job.executes).toMatchObject({ attempt: 1, generation: 2 });
    expect(job.state).toMatchObject({ status: 'running', beganAt: 9000, failures: 0, attempts: 2 });
    expect(job.tell({ type: 'job.retried' }).commands).toEqual([]);
  });

  it('is cancelled at any moment, and a call of an earlier attempt counts for nothing', () => {
    const job = new Story().tell({ type: 'run.started' }).tell(failed('soon')).tell(fired);
    expect(job.tell({ type: 'step.succeeded', attempt: 1 }).status).toBe('running');
    expect(job.tell({ type: 'run.cancelRequested' }).status).toBe('cancelled');
    expect(job.commands.map(({ type }) => type)).toEqual(['cancelTimer', 'cancelStep', 'finishRun']);
  });

  it('does not know whether a call took effect', () => {
    const job = new Story('effectful').tell({ type: 'run.started' }).tell({ type: 'step.unknown' });
    expect(job.commands.at(-1)).toMatchObject({ type: 'finishRun', error: { code: 'STEP_UNKNOWN' } });
  });

  it.each<[string, (job: Story) => Story, string[]]>([
    ['a call under way', (job) => job, ['startTimer deadline', 'executeStep']],
    ['a pause', (job) => job.tell(failed('soon')), ['startTimer deadline', 'startTimer wake']],
    [
      'an outside system',
      (job) => job.tell({ type: 'step.suspended', wait: { callback: true } }),
      ['startTimer deadline'],
    ],
    ['nothing', (job) => job.tell({ type: 'step.succeeded' }), []],
  ])('knows what is outstanding: %s', (_, tell, expected) => {
    const job = tell(new Story().tell({ type: 'run.started' }));
    const outstanding = job.decider.outstanding(job.state);
    expect(outstanding.map((each) => (each.type === 'startTimer' ? `${each.type} ${each.timer}` : each.type))).toEqual(
      expected,
    );
  });
});
