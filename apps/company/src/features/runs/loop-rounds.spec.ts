import type { Capabilities } from '#libs/catalog/kit';
import { ToldRun } from '../../testing/told-run.js';
import type { CapabilityFactory } from './capability-factory.js';
import { StepExecutor } from './step-executor.js';
import type { StepIsolation } from './isolated/step-isolation.js';

const factory = { forStep: () => ({ capabilities: {} as Partial<Capabilities>, write: () => undefined }) };

/** A loop whose body is one step, as far as its iterations have been told. */
class Loop {
  readonly run: ToldRun;
  private attempt = 1;

  constructor(config: Record<string, unknown>) {
    this.run = new ToldRun(
      {
        nodes: [
          { id: 'start', kind: 'trigger.api', config: {} },
          { id: 'round', kind: 'flow.loop', config },
          {
            id: 'try',
            kind: 'data.set',
            parent: 'round',
            config: { values: { n: '{{ index }}', before: '{{ item }}' } },
          },
        ],
        edges: [{ from: 'start', to: 'round' }],
      },
      { goal: 2 },
    );
  }

  /** Asks the loop what follows, and lets it happen. */
  async asks() {
    const phase = this.attempt === 1 ? ('run' as const) : ('check' as const);
    const outcome = await this.execute('round', phase);
    if (outcome.kind !== 'succeeded') throw new Error('expected an outcome');
    this.run.outputs.set('round', outcome.output);
    this.run.tell({ type: 'step.succeeded', path: 'round', attempt: this.attempt++, ...outcome.event });
    return outcome;
  }

  /** The body of an iteration. @returns its output */
  async goes(iteration: number) {
    const path = `round[${iteration}]/try`;
    const outcome = await this.execute(path, 'run');
    const output = outcome.kind === 'succeeded' ? outcome.output : undefined;
    this.run.gives(path, output);
    return output;
  }

  private execute(path: string, phase: 'run' | 'check') {
    const command = {
      type: 'executeStep',
      path,
      node: path.split('/').at(-1)!,
      attempt: 1,
      generation: 1,
      effect: 'pure',
      phase,
      readyAt: 0,
    } as const;
    return new StepExecutor(factory as unknown as CapabilityFactory, {} as StepIsolation).execute(
      this.run.loaded,
      command,
      this.run.contextOf(path),
    );
  }
}

describe('iterations of a loop', () => {
  it('see what the one before gave, and end as `while` says, asked before the first', async () => {
    const loop = new Loop({
      while: '{{ index < input.goal }}',
      maxIterations: 9,
      result: '{{ steps.try.output.n + 10 }}',
    });
    expect(await loop.asks()).toMatchObject({ output: { result: null, count: 0 }, event: { more: true, items: 9 } });
    expect(await loop.goes(0)).toEqual({ n: 0, before: null });
    expect(await loop.asks()).toMatchObject({ output: { result: 10, count: 1 }, event: { more: true } });
    expect(await loop.goes(1)).toEqual({ n: 1, before: 10 });
    expect(await loop.asks()).toMatchObject({ output: { result: 11, count: 2 }, event: { more: false } });
    expect(loop.run.state.status).toBe('succeeded');
  });

  it('run at least once under `until`, which reads the result, the count and the steps of the last one', async () => {
    const loop = new Loop({ until: '{{ item.n == steps.try.output.n && index >= 2 }}' });
    expect((await loop.asks()).event).toMatchObject({ more: true, items: 100 });
    await loop.goes(0);
    expect((await loop.asks()).event).toEqual({ more: true });
    await loop.goes(1);
    expect(await loop.asks()).toMatchObject({
      output: { result: { n: 1, before: { n: 0 } }, count: 2 },
      event: { more: false },
    });
  });

  it('need a condition that is true or false', async () => {
    await expect(new Loop({ while: '{{ index }}' }).asks()).rejects.toMatchObject({
      code: 'STEP_CONFIG_INVALID',
      message: expect.stringContaining('config.while: expected true or false, got number') as string,
    });
    await expect(new Loop({ while: '{{ item.n > 0 }}' }).asks()).rejects.toMatchObject({ code: 'EXPRESSION_FAILED' });
  });

  it('do not begin when `while` is false already', async () => {
    const loop = new Loop({ while: '{{ input.goal > 2 }}' });
    expect((await loop.asks()).event).toMatchObject({ more: false });
    expect(loop.run.state.status).toBe('succeeded');
  });
});
