import type { WorkflowNode } from '#libs/workflow';
import { ToldRun } from '../../testing/told-run.js';
import { hasOutside, isMarked } from './outside-marks.js';

const start: WorkflowNode = { id: 'start', kind: 'trigger.api', config: {} };
const fetch = (more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id: 'fetch',
  kind: 'http.request',
  config: { url: 'https://a.example/' },
  ...more,
});
const set = (id: string, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  kind: 'data.set',
  config: { values: {} },
  ...more,
});
const agent = (id: string, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  kind: 'agent.task',
  config: { agent: 'A', goal: 'G' },
  ...more,
});
const tool = (name: string): WorkflowNode => ({ id: 'call', kind: 'tool.call', config: { tool: name } });

/** Nodes in a row, or as `edges` say. */
const told = (nodes: WorkflowNode[], edges?: [string, string][]) => {
  const ids = nodes.filter(({ parent }) => parent === undefined).map(({ id }) => id);
  const row = edges ?? ids.slice(1).map((id, index): [string, string] => [ids[index]!, id]);
  return new ToldRun({ nodes, edges: row.map(([from, to]) => ({ from, to })) });
};
const marked = (run: ToldRun, path: string) => isMarked(run.loaded.flow, run.values, path);

describe('what an agent is handed', () => {
  it('is marked when a page was fetched before, whatever was made of it in between', () => {
    const run = told([start, fetch(), set('pick'), agent('write')]).gives('fetch', {});
    expect(marked(run.gives('pick', {}), 'write')).toBe(true);
    expect(marked(told([start, set('pick'), agent('write')]).gives('pick', {}), 'write')).toBe(false);
  });

  it('is marked also when the fetching failed: the error tells what the other side answered', () => {
    const run = told([start, fetch({ onError: 'continue' }), agent('write')]).fails('fetch');
    expect(marked(run, 'write')).toBe(true);
  });

  it('is not marked by a step that did not run, nor by one that leads elsewhere', () => {
    const either: WorkflowNode = { id: 'either', kind: 'flow.condition', config: { if: true } };
    const nodes = [start, either, fetch(), set('else'), agent('write')];
    const run = new ToldRun({
      nodes,
      edges: [
        { from: 'start', to: 'either' },
        { from: 'either', port: 'true', to: 'else' },
        { from: 'either', port: 'false', to: 'fetch' },
        { from: 'fetch', to: 'write' },
        { from: 'else', to: 'write' },
      ],
    });
    run.tell({ type: 'step.succeeded', path: 'either', attempt: 1, port: 'true' }).gives('else', {});
    expect(marked(run, 'write')).toBe(false);
    const beside = told(
      [start, fetch(), set('pick'), agent('write')],
      [
        ['start', 'fetch'],
        ['start', 'pick'],
        ['pick', 'write'],
      ],
    );
    expect(marked(beside.gives('fetch', {}).gives('pick', {}), 'write')).toBe(false);
  });

  it.each([
    ['web_search', true],
    ['calculator', false],
    ['one_of_ours', true],
    ['{{ input.tool }}', true],
  ])('is marked by what a tool gives as the tool says: %s %s', (name, expected) => {
    expect(marked(told([start, tool(name), agent('write')]).gives('call', {}), 'write')).toBe(expected);
  });

  it('is marked by the answer of another system, not by a signal', () => {
    const wait = (config: Record<string, unknown>): WorkflowNode => ({ id: 'wait', kind: 'flow.wait', config });
    expect(marked(told([start, wait({ callback: true }), agent('write')]).gives('wait', {}), 'write')).toBe(true);
    expect(marked(told([start, wait({ signal: 'go' }), agent('write')]).gives('wait', {}), 'write')).toBe(false);
  });

  it.each([
    [{ outside: true }, true],
    [{ outside: false }, false],
    [{}, true],
  ])('is marked by the answer of an agent that was told %j: %s', (meta, expected) => {
    expect(marked(told([start, agent('read'), agent('write')]).gives('read', {}, meta), 'write')).toBe(expected);
  });

  it('is marked inside a map by what leads to the map, and behind it by what its items did', () => {
    const map: WorkflowNode = { id: 'each', kind: 'flow.map', config: { items: [1] } };
    const inside = told([start, fetch(), map, agent('write', { parent: 'each' })]).gives('fetch', {});
    expect(marked(inside.gives('each', [1]), 'each[0]/write')).toBe(true);
    const clean = told([start, map, agent('write', { parent: 'each' })]).gives('each', [1]);
    expect(marked(clean, 'each[0]/write')).toBe(false);
    const behind = told([start, map, fetch({ parent: 'each' }), agent('write')]).gives('each', [1]);
    expect(marked(behind.gives('each[0]/fetch', {}), 'write')).toBe(true);
  });

  it('is marked in a loop by what an iteration before may have fetched', () => {
    const loop: WorkflowNode = { id: 'round', kind: 'flow.loop', config: { until: false } };
    const run = told(
      [start, loop, agent('write', { parent: 'round' }), fetch({ parent: 'round' })],
      [
        ['start', 'round'],
        ['write', 'fetch'],
      ],
    );
    run.tell({ type: 'step.succeeded', path: 'round', attempt: 1, more: true, items: 10 });
    run.gives('round[0]/write', {}, { outside: false }).gives('round[0]/fetch', {});
    run.tell({ type: 'step.succeeded', path: 'round', attempt: 2, more: true });
    expect(marked(run, 'round[1]/write')).toBe(true);
  });

  it('is marked in a run that a stranger began, or that a marked step began', () => {
    const run = told([start, agent('write')]);
    const { flow } = run.loaded;
    const began = (input: object) => isMarked(flow, { ...run.values, input: { ...run.input, ...input } }, 'write');
    expect(began({})).toBe(false);
    expect(began({ trigger: { kind: 'trigger.webhook', node: 'hook' } })).toBe(true);
    expect(began({ outside: true })).toBe(true);
    expect(isMarked(flow, { ...run.values, input: undefined as never }, 'write')).toBe(true);
  });
});

it('a run gives what strangers wrote when any of its steps took it in', () => {
  const run = told([start, set('pick'), fetch()]).gives('pick', {});
  expect(hasOutside(run.loaded.flow, run.values)).toBe(false);
  run.gives('fetch', {});
  expect(hasOutside(run.loaded.flow, run.values)).toBe(true);
});
