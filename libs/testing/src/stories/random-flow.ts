import fc from 'fast-check';
import type { Definition, WorkflowNode } from '#libs/workflow';

interface Seed {
  kind: string;
  ports: number;
  from: number[];
  parent: number;
  onError: 'fail' | 'continue' | 'branch';
  attempts: number;
  pause: number;
  mode: string;
  n: number;
  concurrency: number;
  collects: boolean;
}

const kinds = [
  'test.step',
  'test.step',
  'test.step',
  'test.pure',
  'test.effect',
  'flow.condition',
  'flow.merge',
  'flow.map',
  'flow.map',
  'flow.loop',
  'flow.loop',
  'flow.wait',
  'human.approval',
  'flow.stop',
];

const seed: fc.Arbitrary<Seed> = fc.record({
  kind: fc.constantFrom(...kinds),
  ports: fc.integer({ min: 0, max: 3 }),
  from: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 3 }),
  parent: fc.integer({ min: 0, max: 5 }),
  onError: fc.constantFrom('fail', 'continue', 'branch'),
  attempts: fc.integer({ min: 1, max: 3 }),
  pause: fc.constantFrom(0, 1000),
  mode: fc.constantFrom('all', 'any', 'quorum'),
  n: fc.integer({ min: 1, max: 3 }),
  concurrency: fc.integer({ min: 0, max: 3 }),
  collects: fc.boolean(),
});

const scopeKinds = new Set(['flow.map', 'flow.loop']);

const portNames: Record<string, string[]> = {
  'flow.condition': ['true', 'false'],
  'flow.wait': ['next', 'expired'],
  'human.approval': ['approved', 'rejected', 'expired'],
};

/** Small random workflows without cycles: every kind of node, scopes in scopes, errors that fail, continue and branch. */
export const randomFlow: fc.Arbitrary<Definition> = fc
  .tuple(fc.array(seed, { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 4 }), fc.boolean())
  .map(([seeds, maxParallel, hasSecondTrigger]) => {
    const nodes: WorkflowNode[] = [{ id: 'start', kind: 'trigger.manual', config: {} }];
    if (hasSecondTrigger) nodes.push({ id: 'api', kind: 'trigger.api', config: {} });
    const edges: Definition['edges'] = [];
    seeds.forEach((one, index) => {
      const node = nodeOf(one, index, nodes);
      edges.push(...edgesTo(node, one, nodes));
      nodes.push(node);
    });
    return { schemaVersion: 1, nodes, edges, settings: { maxParallel } };
  });

function nodeOf(one: Seed, index: number, before: readonly WorkflowNode[]): WorkflowNode {
  // Half of the nodes stand in the body of a map or loop, if there is one before them.
  const scopes = before.filter((node) => scopeKinds.has(node.kind));
  const parent = one.parent < 3 ? scopes[one.parent % Math.max(1, scopes.length)]?.id : undefined;
  return {
    id: `n${index}`,
    kind: one.kind,
    config: configOf(one),
    onError: one.onError,
    retry: { maxAttempts: one.attempts, initialMs: one.pause },
    ...(one.ports === 3 && { timeoutMs: 5000 }),
    ...(parent !== undefined && { parent }),
  };
}

function configOf(one: Seed): Record<string, unknown> {
  if (one.kind === 'test.step' && one.ports > 0) return { ports: ['a', 'b', 'c'].slice(0, one.ports) };
  if (one.kind === 'flow.merge') return { mode: one.mode, n: one.n };
  if (scopeKinds.has(one.kind))
    return {
      ...(one.concurrency > 0 && { concurrency: one.concurrency }),
      ...(one.collects && { onItemError: 'collect' }),
    };
  return {};
}

function edgesTo(node: WorkflowNode, one: Seed, before: readonly WorkflowNode[]): Definition['edges'] {
  const siblings = before.filter((other) => other.parent === node.parent && other.kind !== 'flow.stop');
  if (siblings.length === 0) return [];
  return one.from.map((pick) => {
    const from = siblings[pick % siblings.length]!;
    const ports = [undefined, ...portsOfNode(from)];
    const port = ports[Math.floor(pick / siblings.length) % ports.length];
    return { from: from.id, ...(port !== undefined && { port }), to: node.id };
  });
}

/** The ports of a random node. */
export function portsOfNode(node: WorkflowNode): string[] {
  const ports =
    portNames[node.kind] ?? (node.config.ports as string[] | undefined) ?? (node.kind === 'flow.stop' ? [] : ['next']);
  return node.onError === 'branch' ? [...ports, 'error'] : ports;
}
