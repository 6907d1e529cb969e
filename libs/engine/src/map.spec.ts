import { caughtError, itemsOf, takenBranches } from '#libs/engine';
import { flow, story } from '#libs/testing';
import type { WorkflowNode } from '#libs/workflow';

const inMap = { parent: 'each' };
const each = (config: Record<string, unknown> = {}, more: Partial<WorkflowNode> = {}) => ({
  each: { kind: 'flow.map', config, ...more },
});
const simple = (config = {}, more = {}) =>
  flow('start -> each -> end', 'fetch -> check', { ...each(config, more), fetch: inMap, check: inMap });

describe('map', () => {
  it('runs its body once an item, collects, and goes on', () => {
    const run = story(simple()).starts();
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'each', phase: 'run', attempt: 1 }]);
    run.succeeds('each', { items: 2 });
    expect(run.ready()).toEqual(['each[0]/fetch', 'each[1]/fetch']);
    run.succeeds('each[1]/fetch').succeeds('each[1]/check').succeeds('each[0]/fetch');
    expect(run.step('each')).toMatchObject({ status: 'running', items: { count: 2, done: 1 } });
    run.succeeds('each[0]/check');
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'each', phase: 'collect', attempt: 2 }]);
    run.succeeds('each', { items: 9 }, 1);
    expect(run.ready()).toEqual(['each']);
    expect(run.succeeds('each').ready()).toEqual(['end']);
  });

  it('collects at once when there are no items, and ends items that have no steps', () => {
    expect(story(simple()).starts().succeeds('each', { items: 0 }).lastOf('executeStep')).toMatchObject([
      { path: 'each', phase: 'collect' },
    ]);
    expect(
      story(flow('start -> each', each())).starts().succeeds('each', { items: 10_000 }).lastOf('executeStep'),
    ).toMatchObject([{ phase: 'collect' }]);
  });

  it('refuses more items than the limit', () => {
    const run = story(simple()).starts().succeeds('each', { items: 10_001 });
    expect(run.lastOf('finishRun')).toMatchObject([
      { status: 'failed', error: { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('10000') as string } },
    ]);
  });

  it('keeps to its concurrency, by configuration or as the step says', () => {
    const run = story(simple({ concurrency: 2 }))
      .starts()
      .succeeds('each', { items: 4 });
    expect(run.ready()).toEqual(['each[0]/fetch', 'each[1]/fetch']);
    run.succeeds('each[1]/fetch').succeeds('each[1]/check');
    expect(run.ready()).toEqual(['each[0]/fetch', 'each[2]/fetch']);
    expect(
      story(simple({ concurrency: 2 }))
        .starts()
        .succeeds('each', { items: 4, concurrency: 1 })
        .ready(),
    ).toEqual(['each[0]/fetch']);
  });

  it('fails with its first failed item, and cancels the others', () => {
    const run = story(simple({ concurrency: 2 }))
      .starts()
      .succeeds('each', { items: 3 })
      .fails('each[1]/fetch');
    expect(run.lastOf('finishRun')).toMatchObject([
      { status: 'failed', error: { code: 'TOOL_FAILED', path: 'each[1]/fetch' } },
    ]);
    expect(run.statuses()).toMatchObject({
      each: 'failed',
      'each[0]/fetch': 'cancelled',
      'each[1]/fetch': 'failed',
      end: 'cancelled',
    });
    expect(run.step('each[2]/fetch')).toBeUndefined();
  });

  it('hands its failure to its own onError', () => {
    const run = story(simple({}, { onError: 'continue' }))
      .starts()
      .succeeds('each', { items: 2 })
      .fails('each[0]/fetch');
    expect(run.lastOf('cancelStep')).toEqual([{ type: 'cancelStep', path: 'each[1]/fetch' }]);
    expect(run.ready()).toEqual(['end']);
    run.succeeds('each[1]/fetch', {}, 1);
    expect(run.ready()).toEqual(['end']);
  });

  it('collects failed items when told to', () => {
    const run = story(simple({ onItemError: 'collect' }))
      .starts()
      .succeeds('each', { items: 2 })
      .fails('each[0]/fetch')
      .succeeds('each[1]/fetch')
      .succeeds('each[1]/check');
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'each', phase: 'collect' }]);
    expect(itemsOf(run.flow, run.state, 'each')).toEqual([
      {
        index: 0,
        path: 'each[0]',
        status: 'failed',
        error: { path: 'each[0]/fetch', code: 'TOOL_FAILED', message: 'it broke', retry: 'soon' },
      },
      { index: 1, path: 'each[1]', status: 'succeeded' },
    ]);
  });

  it('ends an item by flow.stop, and the others go on', () => {
    const definition = flow('start -> each -> end', 'fetch -> halt', 'slow', {
      ...each({ onItemError: 'collect' }),
      fetch: inMap,
      slow: inMap,
      halt: { ...inMap, kind: 'flow.stop' },
    });
    const run = story(definition)
      .starts()
      .succeeds('each', { items: 2 })
      .succeeds('each[0]/fetch')
      .succeeds('each[0]/halt', { stop: 'failed', message: 'bad' });
    expect(run.lastOf('cancelStep')).toEqual([{ type: 'cancelStep', path: 'each[0]/slow' }]);
    expect(itemsOf(run.flow, run.state, 'each')).toMatchObject([
      { status: 'failed', error: { code: 'RUN_STOPPED', message: 'bad' } },
      { status: 'running' },
    ]);
    run.succeeds('each[1]/fetch').succeeds('each[1]/halt', { stop: 'succeeded' });
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'each', phase: 'collect' }]);
  });

  it('retries its collect phase as often as its policy says', () => {
    const run = story(simple({}, { retry: { maxAttempts: 2, initialMs: 0 } }))
      .starts()
      .fails('each')
      .succeeds('each', { items: 0 })
      .fails('each');
    expect(run.lastOf('executeStep')).toMatchObject([{ phase: 'collect', attempt: 4 }]);
    expect(run.fails('each').runStatus()).toBe('failed');
  });

  it('retries inside an item at its own path', () => {
    const run = story(
      flow('start -> each', 'fetch', { ...each(), fetch: { ...inMap, retry: { maxAttempts: 2, initialMs: 1000 } } }),
    )
      .starts()
      .succeeds('each', { items: 1 })
      .fails('each[0]/fetch');
    expect(run.lastOf('startTimer')).toMatchObject([{ path: 'each[0]/fetch', timer: 'retry', attempt: 1 }]);
    expect(run.fires('each[0]/fetch', 'retry').step('each[0]/fetch')).toMatchObject({ status: 'running', attempt: 2 });
  });
});

describe('items that wait', () => {
  const asking = (concurrency: number) =>
    flow('start -> each', 'ask -> act', {
      ...each({ concurrency }),
      ask: { ...inMap, kind: 'human.approval' },
      act: inMap,
    });

  it('free their place for others, and take one again when they go on', () => {
    const run = story(asking(1)).starts().succeeds('each', { items: 3 });
    expect(run.ready()).toEqual(['each[0]/ask']);
    run.suspends('each[0]/ask', { answer: true });
    expect(run.ready()).toEqual(['each[1]/ask']);
    run.resolves('each[0]/ask', 'approved');
    expect(run.ready()).toEqual(['each[1]/ask']);
    expect(run.status('each[0]/act')).toBe('pending');
    run.suspends('each[1]/ask', { answer: true });
    expect(run.ready()).toEqual(['each[0]/act']);
    run.succeeds('each[0]/act');
    expect(run.ready()).toEqual(['each[2]/ask']);
  });

  it('keep their place while they back off or await a reply', () => {
    const definition = flow('start -> each', 'call', {
      ...each({ concurrency: 1 }),
      call: { ...inMap, retry: { maxAttempts: 3, initialMs: 1000 } },
    });
    const run = story(definition).starts().succeeds('each', { items: 2 }).suspends('each[0]/call', { reply: true });
    expect(run.ready()).toEqual([]);
    expect(run.fails('each[0]/call').ready()).toEqual([]);
    expect(run.fires('each[0]/call', 'retry').succeeds('each[0]/call').ready()).toEqual(['each[1]/call']);
  });

  it('keep it while another branch of theirs is busy', () => {
    const definition = flow('start -> each', 'ask', 'work', {
      ...each({ concurrency: 1 }),
      ask: { ...inMap, kind: 'human.approval' },
      work: inMap,
    });
    const run = story(definition).starts().succeeds('each', { items: 2 }).suspends('each[0]/ask', { answer: true });
    expect(run.ready()).toEqual(['each[0]/work']);
    expect(run.succeeds('each[0]/work').ready()).toEqual(['each[1]/ask', 'each[1]/work']);
  });

  it('wait so a thousand at most', () => {
    const run = story(asking(1)).starts().succeeds('each', { items: 1100 });
    for (let item = 0; item < 1000; item++) run.suspends(`each[${item}]/ask`, { answer: true });
    expect(run.ready()).toEqual(['each[1000]/ask']);
    run.suspends('each[1000]/ask', { answer: true });
    expect(run.ready()).toEqual([]);
    expect(run.step('each[1001]/ask')).toBeUndefined();
    run.resolves('each[3]/ask', 'approved');
    expect(run.ready()).toEqual(['each[3]/act']);
    run.succeeds('each[3]/act');
    expect(run.ready()).toEqual(['each[1001]/ask']);
  });

  it('end while they wait, without a place', () => {
    const definition = flow('start -> each -> end', 'ask', {
      ...each({ concurrency: 1 }),
      ask: { ...inMap, kind: 'human.approval' },
    });
    const run = story(definition)
      .starts()
      .succeeds('each', { items: 2 })
      .suspends('each[0]/ask', { answer: true })
      .suspends('each[1]/ask', { answer: true });
    run.resolves('each[1]/ask', 'rejected').resolves('each[0]/ask', 'approved');
    expect(run.lastOf('executeStep')).toMatchObject([{ path: 'each', phase: 'collect' }]);
  });
});

describe('scopes in scopes', () => {
  const nested = flow('start -> each', 'split -> lines -> done', 'price -> ask -> book', {
    ...each({ concurrency: 1 }),
    split: inMap,
    lines: { ...inMap, kind: 'flow.map', config: { concurrency: 2 } },
    done: inMap,
    price: { parent: 'lines' },
    ask: { parent: 'lines', kind: 'human.approval' },
    book: { parent: 'lines' },
  });

  it('work at any depth', () => {
    const run = story(nested)
      .starts()
      .succeeds('each', { items: 2 })
      .succeeds('each[0]/split')
      .succeeds('each[0]/lines', { items: 2 });
    expect(run.ready()).toEqual(['each[0]/lines[0]/price', 'each[0]/lines[1]/price']);
    run.succeeds('each[0]/lines[0]/price').suspends('each[0]/lines[0]/ask', { answer: true });
    expect(run.ready()).toEqual(['each[0]/lines[1]/price']);
    run.succeeds('each[0]/lines[1]/price').suspends('each[0]/lines[1]/ask', { answer: true });
    expect(run.ready()).toEqual(['each[1]/split']);
    run.restarts().resolves('each[0]/lines[1]/ask', 'approved');
    expect(run.status('each[0]/lines[1]/book')).toBe('pending');
    run
      .succeeds('each[1]/split')
      .succeeds('each[1]/lines', { items: 0 })
      .succeeds('each[1]/lines')
      .succeeds('each[1]/done');
    expect(run.ready()).toEqual(['each[0]/lines[1]/book']);
    run
      .succeeds('each[0]/lines[1]/book')
      .resolves('each[0]/lines[0]/ask', 'approved')
      .succeeds('each[0]/lines[0]/book')
      .succeeds('each[0]/lines')
      .succeeds('each[0]/done')
      .succeeds('each');
    expect(run.runStatus()).toBe('succeeded');
  });

  it('are cancelled all the way down', () => {
    const run = story(nested)
      .starts()
      .succeeds('each', { items: 1 })
      .succeeds('each[0]/split')
      .succeeds('each[0]/lines', { items: 2 })
      .succeeds('each[0]/lines[0]/price')
      .suspends('each[0]/lines[0]/ask', { answer: true });
    run.happens({ type: 'run.cancelRequested' });
    expect(run.lastOf('cancelStep').map((command) => command.path)).toEqual([
      'each[0]/lines[0]/ask',
      'each[0]/lines[1]/price',
    ]);
    expect(run.statuses()).toMatchObject({
      each: 'cancelled',
      'each[0]/lines': 'cancelled',
      'each[0]/done': 'cancelled',
      'each[0]/lines[0]/book': 'cancelled',
    });
  });
});

describe('what expressions ask', () => {
  it('which branches were taken', () => {
    const run = story(
      flow('start -> a & b -> m', 'c:x -> m', 'c:y -> m', 'start -> c', {
        m: { kind: 'flow.merge', config: { mode: 'any' } },
      }),
    )
      .starts()
      .succeeds('b')
      .succeeds('c', { port: 'y' });
    expect(takenBranches(run.flow, run.state, 'm')).toEqual(['b', 'c']);
  });

  it('which error was caught, through steps and scopes', () => {
    const run = story(flow('start -> a', 'a:error -> each', 'in', { a: { onError: 'branch' }, ...each(), in: inMap }))
      .starts()
      .fails('a', { message: 'gone' })
      .succeeds('each', { items: 1 });
    expect(caughtError(run.flow, run.state, 'each[0]/in')).toMatchObject({ code: 'TOOL_FAILED', message: 'gone' });
    expect(caughtError(run.flow, run.state, 'a')).toBeUndefined();
  });
});
