import type { RunEvent, Step } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { graphOf } from '../../builder/graph.js';
import { emptyRun, stateAfter } from './run-state.js';
import { viewOf } from './run-view.js';

const definition: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.manual', config: {} },
    { id: 'topic', kind: 'ai.classify', config: {}, retry: { maxAttempts: 2 } },
    { id: 'route', kind: 'flow.switch', config: { cases: ['billing', 'bug'] } },
    { id: 'signOff', kind: 'human.approval', config: {} },
    { id: 'diagnose', kind: 'agent.task', config: {}, onError: 'branch' },
    { id: 'tell', kind: 'notify.message', config: {} },
    { id: 'rescue', kind: 'notify.message', config: {} },
    { id: 'each', kind: 'flow.map', config: {} },
    { id: 'line', kind: 'data.set', config: {}, parent: 'each' },
    { id: 'send', kind: 'notify.webhook', config: {}, parent: 'each' },
  ],
  edges: [
    { from: 'start', to: 'topic' },
    { from: 'topic', to: 'route' },
    { from: 'route', port: 'billing', to: 'signOff' },
    { from: 'route', port: 'bug', to: 'diagnose' },
    { from: 'signOff', port: 'approved', to: 'tell' },
    { from: 'diagnose', port: 'next', to: 'tell' },
    { from: 'diagnose', port: 'error', to: 'rescue' },
    { from: 'route', port: 'default', to: 'each' },
    { from: 'line', to: 'send' },
  ],
};
const graph = graphOf(definition);
const start = Date.parse('2026-11-20T09:41:03.000Z');

/** A history: `[type, path, data, ms since the start]`. */
type Row = [type: string, path?: string, data?: Record<string, unknown>, ms?: number];
const history = (...rows: Row[]): RunEvent[] =>
  rows.map(([type, path, data = {}, ms], index) => ({
    seq: index + 1,
    type,
    at: new Date(start + (ms ?? index * 1000)).toISOString(),
    ...(path !== undefined && { path }),
    data,
  }));
const view = (events: RunEvent[], steps?: { seq: number; steps: Step[] }) => {
  const state = stateAfter(events, events.length, graph.byId);
  const shown = viewOf(graph, state, steps);
  return { state, status: (path: string) => shown.get(path)?.status, step: (path: string) => shown.get(path) };
};
const began: Row[] = [
  ['run.started'],
  ['step.succeeded', 'start', { attempt: 1, meta: { ms: 4 } }],
  ['step.succeeded', 'topic', { attempt: 1, meta: { ms: 800 } }],
];
const routed = (port: string): Row[] => [...began, ['step.succeeded', 'route', { attempt: 1, port }]];

describe('a run from its history', () => {
  it('shows the step that everything before it reached as under way', () => {
    const run = view(history(...began));
    expect(run.status('topic')).toBe('succeeded');
    expect(run.status('route')).toBe('running');
    expect(run.status('signOff')).toBe('pending');
  });

  it('skips the paths that were not taken, to their ends', () => {
    const run = view(history(...routed('billing')));
    expect(run.status('signOff')).toBe('running');
    expect(['diagnose', 'rescue', 'each'].map(run.status)).toEqual(['skipped', 'skipped', 'skipped']);
    expect(run.status('tell')).toBe('pending');
  });

  it('gives an attempt that left no start the time it took', () => {
    const [attempt] = view(history(...began)).step('topic')?.spans ?? [];
    expect(attempt).toMatchObject({ from: start + 2000 - 800, to: start + 2000, outcome: 'succeeded' });
  });

  it('tells a wait from work, and what ended it', () => {
    const asked: Row[] = [
      ...routed('billing'),
      ['step.suspended', 'signOff', { attempt: 1, wait: { answer: true } }, 4000],
    ];
    expect(view(history(...asked)).status('signOff')).toBe('waiting');
    const run = view(history(...asked, ['step.resolved', 'signOff', { attempt: 1, port: 'approved' }, 2_542_000]));
    expect(run.step('signOff')).toMatchObject({ status: 'succeeded', port: 'approved' });
    expect(run.step('signOff')?.spans.at(-1)).toMatchObject({
      outcome: 'waiting',
      from: start + 4000,
      to: start + 2_542_000,
    });
    expect(run.status('tell')).toBe('running');
  });

  it('is at work again when people gave what the step lacked', () => {
    const granted: Row[] = [
      ...routed('bug'),
      ['step.suspended', 'diagnose', { attempt: 1, wait: { answer: true } }, 4000],
      ['step.granted', 'diagnose', { attempt: 1, grant: { micros: 5 } }, 60_000],
    ];
    const run = view(history(...granted));
    expect(run.status('diagnose')).toBe('running');
    expect(run.step('diagnose')?.spans.at(-1)).toMatchObject({ outcome: 'waiting', to: start + 60_000 });
    const done = view(history(...granted, ['step.succeeded', 'diagnose', { attempt: 2, meta: { ms: 400 } }, 61_000]));
    expect(done.step('diagnose')).toMatchObject({ status: 'succeeded', attempt: 2 });
  });

  it('takes a reply of another service for work', () => {
    const run = view(history(...routed('bug'), ['step.suspended', 'diagnose', { attempt: 1, wait: { reply: true } }]));
    expect(run.status('diagnose')).toBe('running');
  });

  it('waits between attempts while there are some left', () => {
    const failed: Row = [
      'step.failed',
      'topic',
      { attempt: 1, error: { code: 'MODEL_RATE_LIMITED', message: '429', retry: 'soon' }, meta: { ms: 400 } },
    ];
    expect(view(history(['run.started'], ['step.succeeded', 'start'], failed)).status('topic')).toBe('waiting');
    const again: Row = [
      'step.failed',
      'topic',
      { attempt: 2, error: { code: 'MODEL_RATE_LIMITED', message: '429', retry: 'soon' } },
    ];
    const run = view(history(['run.started'], ['step.succeeded', 'start'], failed, again));
    expect(run.step('topic')).toMatchObject({ status: 'failed', attempt: 2, error: { code: 'MODEL_RATE_LIMITED' } });
    expect(run.step('topic')?.spans.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  it('follows the error port', () => {
    const run = view(
      history(...routed('bug'), [
        'step.failed',
        'diagnose',
        { attempt: 1, error: { code: 'TASK_FAILED', message: '', retry: 'never' } },
      ]),
    );
    expect(run.status('diagnose')).toBe('failed');
    expect(run.status('rescue')).toBe('running');
    expect(run.status('tell')).toBe('skipped');
  });

  it('opens a map for its items', () => {
    const run = view(
      history(
        ...routed('default'),
        ['step.succeeded', 'each', { attempt: 1, items: 2 }],
        ['step.succeeded', 'each[0]/line', { attempt: 1 }],
      ),
    );
    expect(run.state.items.get('each')).toBe(2);
    expect(run.status('each')).toBe('running');
    expect(run.status('each[0]/line')).toBe('succeeded');
    expect(run.status('each[0]/send')).toBe('running');
  });

  it('cancels what had not begun when the run ends', () => {
    const run = view(history(...routed('billing'), ['run.finished', undefined, { status: 'cancelled' }]));
    expect(run.state.status).toBe('cancelled');
    expect(run.status('signOff')).toBe('cancelled');
    expect(run.status('tell')).toBe('cancelled');
  });

  it('can be shown at any moment of the past', () => {
    const events = history(...routed('billing'), ['run.finished', undefined, { status: 'failed' }]);
    const then = viewOf(graph, stateAfter(events, 2, graph.byId));
    expect(then.get('topic')?.status).toBe('running');
    expect(then.get('diagnose')?.status).toBe('pending');
  });

  it('ignores what it has seen, and what it does not know', () => {
    const events = history(...began);
    const twice = stateAfter(
      [...events, ...events, { seq: 9, type: 'lease.taken', at: events[0]?.at ?? '', data: {} }],
      7,
      graph.byId,
    );
    expect(twice.seq).toBe(9);
    expect(twice.steps.get('topic')?.spans).toHaveLength(1);
    expect(emptyRun().status).toBe('queued');
  });
});

describe('what the API says of the steps', () => {
  const told = (status: Step['status']): Step => ({
    path: 'signOff',
    node: 'signOff',
    kind: 'human.approval',
    name: 'Refund sign-off',
    status,
    port: null,
    attempt: 1,
    output: null,
    error: null,
    meta: { ms: null, attempts: 1, usage: { inputTokens: 0, outputTokens: 0, tokens: 0, costMicros: 0 }, warnings: [] },
    startedAt: new Date(start).toISOString(),
    finishedAt: null,
    waitingFor: null,
  });

  it('counts over what was only concluded', () =>
    expect(view(history(...routed('billing')), { seq: 4, steps: [told('waiting')] }).status('signOff')).toBe(
      'waiting',
    ));

  it('gives way to later events', () => {
    const events = history(
      ...routed('billing'),
      ['step.suspended', 'signOff', { attempt: 1, wait: {} }],
      ['step.resolved', 'signOff', { port: 'rejected' }],
    );
    expect(view(events, { seq: 5, steps: [told('waiting')] }).step('signOff')).toMatchObject({
      status: 'succeeded',
      port: 'rejected',
    });
  });
});

describe('a run that goes on, goes round, or begins elsewhere', () => {
  it('goes on after a retry: what had failed or been cancelled is under way again', () => {
    const failed: Row[] = [
      ...routed('default'),
      ['step.succeeded', 'each', { attempt: 1, items: 2 }],
      ['step.succeeded', 'each[0]/line', { attempt: 1 }],
      ['step.failed', 'each[1]/line', { attempt: 1, error: { code: 'X', message: 'x', retry: 'never' } }],
      ['run.finished', undefined, { status: 'failed', error: { code: 'X', message: 'x' } }],
    ];
    expect(view(history(...failed)).status('each[1]/line')).toBe('failed');
    const run = view(history(...failed, ['run.retryRequested', 'each[1]/line', { by: 'usr_1' }]));
    expect(run.state).toMatchObject({ status: 'running', error: null, finishedAt: null });
    expect(['each', 'each[0]/line', 'each[1]/line'].map(run.status)).toEqual(['running', 'succeeded', 'running']);
  });

  it('counts the iterations of a loop, and ends it when no other follows', () => {
    const rounds: Row[] = [
      ...routed('default'),
      ['step.succeeded', 'each', { attempt: 1, items: 9, more: true }],
      ['step.succeeded', 'each[0]/line', { attempt: 1 }],
      ['step.succeeded', 'each[0]/send', { attempt: 1 }],
    ];
    const second = view(history(...rounds, ['step.succeeded', 'each', { attempt: 2, more: true }]));
    expect(second.state.items.get('each')).toBe(2);
    expect(second.status('each')).toBe('running');
    const over = view(history(...rounds, ['step.succeeded', 'each', { attempt: 2, more: false }]));
    expect(over.status('each')).toBe('succeeded');
    expect(over.state.items.get('each')).toBe(1);
  });

  it('begins with what another run had', () => {
    const carried = [
      {
        path: '',
        steps: {
          start: { mode: 'succeeded', attempt: 1, port: 'next' },
          topic: { mode: 'succeeded', attempt: 2, port: 'next' },
          route: { mode: 'succeeded', attempt: 1, port: 'default' },
          each: { mode: 'open', attempt: 1, items: { count: 2 } },
        },
      },
      { path: 'each[0]', outcome: 'succeeded', steps: { line: { mode: 'succeeded', attempt: 1, port: 'next' } } },
    ];
    const run = view(history(['run.started', undefined, { carried }], ['step.kept', 'topic']));
    expect(['topic', 'each', 'each[0]/line', 'signOff'].map(run.status)).toEqual([
      'succeeded',
      'running',
      'succeeded',
      'skipped',
    ]);
  });
});
