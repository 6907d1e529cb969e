/**
 * The iterations of a loop, between which the executor asks its condition. `while` is asked before each, `until` after each. In the
 * condition `index` is the number of iterations so far, `item` what the last one gave (null before the first), and `steps` shows the
 * body as that one left it. What stands so far is the step's output, from which the next iteration takes its `item`.
 */
import { AppError } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import { lastItemOf, type RunState } from '#libs/engine';
import type { WorkflowNode } from '#libs/workflow';
import { itemResults, resolved } from './scope-results.js';
import type { Place } from './step-scope.js';

type Succeeded = Extract<StepOutcome, { kind: 'succeeded' }>;

/** Before the first iteration. */
export function beginLoop(node: WorkflowNode, place: Place, outcome: StepOutcome): StepOutcome {
  if (outcome.kind !== 'succeeded') return outcome;
  return { ...outcome, event: { ...outcome.event, more: asksForMore(node, place, { count: 0, result: null }) } };
}

/** After an iteration. */
export function askLoop(node: WorkflowNode, place: Place, context: StepContext<RunState>): Succeeded {
  const item = lastItemOf(place.loaded.flow, context.state as RunState, context.path);
  const count = item ? item.index + 1 : 0;
  const result = item ? itemResults(node, place)(item) : null;
  return { kind: 'succeeded', output: { result, count }, event: { more: asksForMore(node, place, { count, result }) } };
}

/** @throws EXPRESSION_FAILED, STEP_CONFIG_INVALID when the condition gives neither true nor false */
function asksForMore(node: WorkflowNode, place: Place, round: { count: number; result: unknown }): boolean {
  const name = 'while' in node.config ? 'while' : 'until';
  if (name === 'until' && round.count === 0) return true;
  const inside: Place = { ...place, scopePath: `${place.path}[${round.count - 1}]`, round };
  delete inside.path;
  const value = (resolved({ [name]: node.config[name] }, inside) as Record<string, unknown>)[name];
  if (typeof value === 'boolean') return name === 'while' ? value : !value;
  const path = `config.${name}`;
  const message = `expected true or false, got ${value === null ? 'null' : typeof value}`;
  throw new AppError('STEP_CONFIG_INVALID', {
    detail: `${path}: ${message}`,
    issues: [{ path, message, node: node.id }],
  });
}
