/** Tries steps of the draft out, one, or all that lead to one. */
import { testStep, type StepTest } from '#libs/contracts';
import type { Definition, WorkflowNode } from '#libs/workflow';
import { call } from '../../../app/call.js';
import { isTrigger, kindOf, outputPorts } from '../../../builder/kinds.js';
import { stepsBefore } from '../../../builder/edit/can-connect.js';
import { chosenItems } from './chosen-items.js';
import { keepResult, resultsOf, setBusy, isStale } from './results.js';
import { itemsOf, knownOutputs } from './scope-values.js';

export interface TestPlace {
  workflowId: string;
  definition: Definition;
  /** Pinned samples by step. */
  samples: Readonly<Record<string, unknown>>;
}

/** Tests one step on what is known of the steps before it. The draft must be saved: the server tests what it has. */
export async function testOne({ workflowId, definition, samples }: TestPlace, node: WorkflowNode): Promise<StepTest> {
  const known = knownOutputs(samples, resultsOf(workflowId));
  const steps = Object.fromEntries(
    definition.nodes
      .filter(({ id, kind }) => id !== node.id && !isTrigger(kind) && known.has(id) && !Object.hasOwn(samples, id))
      .map(({ id }) => [id, known.get(id)]),
  );
  const itemAt = chosenItems(workflowId);
  const items = node.parent === undefined ? undefined : itemsOf(definition, node.parent, known, itemAt);
  const index = node.parent !== undefined && items ? itemAt(node.parent, items.length) : 0;
  setBusy(node.id, true);
  try {
    const test = await call(testStep, {
      params: { id: workflowId, node: node.id },
      body: {
        steps,
        ...(items && items.length > 0 && { item: items[index], index }),
        ...(isBehindError(definition, node.id) && { error: { code: 'EXAMPLE', message: 'An example of a failure' } }),
      },
    });
    keepResult(workflowId, node, test);
    return test;
  } finally {
    setBusy(node.id, false);
  }
}

const isBehindError = (definition: Definition, id: string): boolean => {
  const all = stepsBefore(definition, id);
  return definition.edges.some(({ to, port }) => port === 'error' && (to === id || all.has(to)));
};

export type TestedUpTo =
  | { is: 'tested'; test: StepTest }
  /** A step before it failed or waits. */
  | { is: 'stopped'; at: WorkflowNode }
  /** No way led to it with these values. */
  | { is: 'missed' };

/**
 * Tests the steps that lead to one, in their order, then the step itself. Those with a pinned sample, or a result that still holds, are
 * taken as they are. Steps on a way that was not taken are left out, as in a run.
 */
export async function testUpTo(place: TestPlace, target: WorkflowNode): Promise<TestedUpTo> {
  const { definition, samples, workflowId } = place;
  const order = inOrder(definition, target);
  const taken = new Map<string, string | null>();
  for (const node of order) {
    const into = definition.edges.filter(({ to }) => to === node.id);
    const reached =
      into.length === 0 ||
      into.some((edge) => {
        const port = taken.get(edge.from);
        if (port === undefined) return false;
        const from = definition.nodes.find(({ id }) => id === edge.from);
        return from !== undefined && (edge.port ?? outputPorts(from, [])[0] ?? 'next') === port;
      });
    if (!reached) {
      if (node.id === target.id) return { is: 'missed' };
      continue;
    }
    const first = outputPorts(node, [])[0] ?? null;
    const results = resultsOf(workflowId);
    const before = order.filter(({ id }) => stepsBefore(definition, node.id).has(id));
    const kept = results[node.id];
    if (node.id !== target.id && isTrigger(node.kind)) taken.set(node.id, first);
    else if (node.id !== target.id && Object.hasOwn(samples, node.id)) taken.set(node.id, first);
    else if (node.id !== target.id && kept?.test.status === 'succeeded' && !isStale(node, results, before))
      taken.set(node.id, kept.test.port ?? first);
    else {
      const test = await testOne(place, node);
      if (node.id === target.id) return { is: 'tested', test };
      if (test.status !== 'succeeded') return { is: 'stopped', at: node };
      taken.set(node.id, test.port ?? first);
    }
  }
  return { is: 'missed' };
}

/** What leads to a step, around it and before it, each after what it needs. */
export function inOrder(definition: Definition, target: WorkflowNode): WorkflowNode[] {
  const needed = new Set<string>([target.id]);
  for (let at: WorkflowNode | undefined = target; at; at = definition.nodes.find(({ id }) => id === at?.parent)) {
    for (const id of stepsBefore(definition, at.id)) needed.add(id);
  }
  const done: WorkflowNode[] = [];
  const seen = new Set<string>();
  const visit = (id: string) => {
    if (seen.has(id) || !needed.has(id)) return;
    seen.add(id);
    const node = definition.nodes.find((each) => each.id === id);
    if (!node) return;
    for (const edge of definition.edges) if (edge.to === id) visit(edge.from);
    if (node.parent !== undefined) for (const edge of definition.edges) if (edge.to === node.parent) visit(edge.from);
    if (kindOf(node.kind)?.role !== 'scope' || id === target.id) done.push(node);
  };
  for (const id of needed) if (id !== target.id) visit(id);
  visit(target.id);
  return done;
}
