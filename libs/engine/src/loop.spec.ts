import { itemsOf, lastItemOf } from '#libs/engine';
import { flow, story } from '#libs/testing';
import type { WorkflowNode } from '#libs/workflow';

const inLoop = { parent: 'round' };
const loop = (more: Partial<WorkflowNode> = {}) => ({ round: { kind: 'flow.loop', ...more } });
const simple = (more = {}) =>
  flow('start -> round -> end', 'work -> check', { ...loop(more), work: inLoop, check: inLoop });
const limitReached = {
  status: 'failed',
  error: { code: 'LIMIT_EXCEEDED', path: 'round', message: expect.stringContaining('maxIterations (2)') as string },
};

describe('loop', () => {
  it('makes one iteration after the other, asks between them, and goes on', () => {
    const run = story(simple()).starts();
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'round', phase: 'run', attempt: 1 }]);
    run.succeeds('round', { items: 5, more: true });
    expect(run.ready()).toEqual(['round[0]/work']);
    run.succeeds('round[0]/work').succeeds('round[0]/check');
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'round', phase: 'check', attempt: 2 }]);
    expect(lastItemOf(run.flow, run.state, 'round')).toEqual({ index: 0, path: 'round[0]', status: 'succeeded' });
    run.succeeds('round', { more: true });
    expect(run.step('round')).toMatchObject({ status: 'running', items: { count: 2, done: 1 } });
    expect(run.ready()).toEqual(['round[1]/work']);
    run.succeeds('round[1]/work').succeeds('round[1]/check').succeeds('round', { more: false });
    expect(run.status('round')).toBe('succeeded');
    expect(run.ready()).toEqual(['end']);
  });

  it('may end before it begins', () => {
    expect(story(simple()).starts().succeeds('round', { items: 5, more: false }).ready()).toEqual(['end']);
  });

  it('fails by its bound, which the error names, unless the condition ended it', () => {
    const run = story(simple()).starts().succeeds('round', { items: 2, more: true });
    for (const item of [0, 1]) {
      if (item > 0) run.succeeds('round', { more: true });
      run.succeeds(`round[${item}]/work`).succeeds(`round[${item}]/check`);
    }
    const other = story(run.definition);
    other.state = JSON.parse(JSON.stringify(run.state)) as typeof run.state;
    expect(run.succeeds('round', { more: true }).lastOf('finishRun')).toMatchObject([limitReached]);
    expect(other.succeeds('round', { more: false }, 3).ready()).toEqual(['end']);
    expect(story(simple()).starts().succeeds('round', { items: 10_001, more: true }).state.error).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: '10001 iterations; a loop makes at most 10000',
    });
  });

  it('asks under the policy of the step, afresh after each iteration', () => {
    const run = story(simple({ retry: { maxAttempts: 2, initialMs: 1000 } }))
      .starts()
      .succeeds('round', { items: 3, more: true })
      .succeeds('round[0]/work')
      .succeeds('round[0]/check')
      .fails('round');
    expect(run.status('round')).toBe('waiting');
    run.fires('round', 'retry');
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'round', phase: 'check', attempt: 3 }]);
    run.fails('round');
    expect(run.runStatus()).toBe('failed');
  });

  it('ends an iteration by flow.stop; a failed one fails the loop, or is its result when collected', () => {
    const definition = (config: Record<string, unknown>) =>
      flow('start -> round', 'work -> halt', 'slow', {
        ...loop({ config }),
        work: inLoop,
        slow: inLoop,
        halt: { ...inLoop, kind: 'flow.stop' },
      });
    const stopped = (config: Record<string, unknown>, stop: 'succeeded' | 'failed') =>
      story(definition(config))
        .starts()
        .succeeds('round', { items: 3, more: true })
        .succeeds('round[0]/work')
        .succeeds('round[0]/halt', { stop });
    const run = stopped({}, 'succeeded');
    expect(run.status('round[0]/slow')).toBe('cancelled');
    expect(run.ready()).toEqual(['round']);
    expect(stopped({}, 'failed').state.error).toMatchObject({ code: 'RUN_STOPPED', path: 'round' });
    const collected = stopped({ onItemError: 'collect' }, 'failed');
    expect(collected.ready()).toEqual(['round']);
    expect(itemsOf(collected.flow, collected.state, 'round')).toMatchObject([{ status: 'failed' }]);
  });

  it('holds maps and loops, to any depth, across restarts', () => {
    const definition = flow('start -> each -> end', {
      each: { kind: 'flow.map' },
      round: { kind: 'flow.loop', parent: 'each' },
      inner: { kind: 'flow.map', parent: 'round' },
      ask: { kind: 'human.approval', parent: 'inner' },
    });
    const run = story(definition).starts().succeeds('each', { items: 2 });
    for (const item of [0, 1]) {
      run.succeeds(`each[${item}]/round`, { items: 2, more: true });
      for (const turn of [0, 1]) {
        const inner = `each[${item}]/round[${turn}]/inner`;
        run.succeeds(inner, { items: 2 }).restarts();
        for (const n of [0, 1]) run.suspends(`${inner}[${n}]/ask`, { answer: true });
        for (const n of [1, 0]) run.resolves(`${inner}[${n}]/ask`, 'approved').restarts();
        run.succeeds(inner).succeeds(`each[${item}]/round`, { more: turn === 0 });
      }
    }
    run.succeeds('each').succeeds('end');
    expect(run.runStatus()).toBe('succeeded');
  });

  it('gives the place of the item around it back while all that is left in it waits for people', () => {
    const definition = flow('start -> each', {
      each: { kind: 'flow.map', config: { concurrency: 1 } },
      round: { kind: 'flow.loop', parent: 'each' },
      ask: { kind: 'human.approval', parent: 'round' },
    });
    const run = story(definition)
      .starts()
      .succeeds('each', { items: 2 })
      .succeeds('each[0]/round', { items: 2, more: true })
      .suspends('each[0]/round[0]/ask', { answer: true });
    expect(run.ready()).toEqual(['each[1]/round']);
    run.resolves('each[0]/round[0]/ask');
    expect(run.ready()).toEqual(['each[1]/round']);
    run.succeeds('each[1]/round', { items: 1, more: false });
    expect(run.ready()).toEqual(['each[0]/round']);
  });

  it('is cancelled with whatever goes on inside, at any depth', () => {
    const definition = flow('start -> each', {
      each: { kind: 'flow.map' },
      round: { kind: 'flow.loop', parent: 'each' },
      work: { parent: 'round' },
    });
    const run = story(definition)
      .starts()
      .succeeds('each', { items: 2 })
      .succeeds('each[1]/round', { items: 2, more: true })
      .happens({ type: 'run.cancelRequested' });
    expect(run.lastOf('cancelStep').map(({ path }) => path)).toEqual(['each[0]/round', 'each[1]/round[0]/work']);
    expect(run.status('each[1]/round')).toBe('cancelled');
  });
});
