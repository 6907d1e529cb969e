import fc from 'fast-check';
import { compile, type Flow } from '#libs/engine';
import type { Definition } from '#libs/workflow';
import { randomFlow } from '../stories/random-flow.js';
import { testKinds } from '../stories/test-kinds.js';

const retry = { maxAttempts: 3, initialMs: 10 };

/** A run of everything that a crash may hit: each sort of effect, side by side and in a row, retries, items, waits short and long. */
const everything: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.manual', config: {} },
    // Never fails, so that whoever holds the run on it has something to go on with.
    { id: 'ask', kind: 'test.step', config: { failures: 0 }, retry },
    { id: 'shape', kind: 'test.pure', config: {} },
    { id: 'charge', kind: 'test.effect', config: {} },
    { id: 'left', kind: 'test.step', config: {}, retry },
    { id: 'again', kind: 'test.step', config: { failures: 1 }, retry },
    { id: 'each', kind: 'flow.map', config: { items: 3 } },
    { id: 'tell', kind: 'test.step', config: {}, parent: 'each', retry },
    { id: 'sleep', kind: 'flow.wait', config: { ms: 1600 } },
    { id: 'signed', kind: 'flow.wait', config: { signal: 'go' } },
    { id: 'agreed', kind: 'human.approval', config: {} },
    { id: 'report', kind: 'test.effect', config: {} },
  ],
  edges: [
    ['start', 'ask'],
    ['ask', 'shape'],
    ['shape', 'charge'],
    ['charge', 'left'],
    ['charge', 'again'],
    ['left', 'each'],
    ['again', 'each'],
    ['each', 'sleep'],
    ['sleep', 'signed'],
    ['signed', 'agreed'],
    ['agreed', 'report'],
  ].map(([from, to]) => ({ from: from!, to: to! })),
};

/** What a run is told to do by its `ref`: `everything`, or `random:<seed>`. The same in every process. */
function definitionOf(ref: string): Definition {
  if (ref === 'everything') return everything;
  // The first samples of a seed are kept small.
  return fc.sample(randomFlow, { seed: Number(ref.split(':')[1]), numRuns: 12 }).at(-1)!;
}

export interface ChaosFlow {
  definition: Definition;
  flow: Flow;
  /** Configuration of a node. */
  config: (node: string) => Record<string, unknown>;
}

const flows = new Map<string, ChaosFlow>();

export function flowOf(ref: string): ChaosFlow {
  const known = flows.get(ref);
  if (known) return known;
  const definition = definitionOf(ref);
  const configs = new Map(definition.nodes.map(({ id, config }) => [id, config]));
  const made: ChaosFlow = {
    definition,
    flow: compile(definition, testKinds),
    config: (node) => configs.get(node) ?? {},
  };
  flows.set(ref, made);
  return made;
}
