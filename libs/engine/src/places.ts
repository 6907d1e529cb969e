/**
 * Places among the items of a map. An item holds one while any of its steps is ready, running, backing off or awaiting a reply; when
 * all that is left in it waits for people, signals or time, it is parked and another item may go on. What becomes ready in a parked
 * item is held until the item has a place again. Maps nest: a map counts as busy in the item around it while one of its own items
 * holds or wants a place.
 */
import { limits } from '#libs/workflow';
import type { FlowNode } from './flow.js';
import {
  itemPath,
  newScope,
  ownerOf,
  pathIn,
  type ItemsState,
  type RunState,
  type ScopeState,
  type StepState,
} from './state.js';
import type { Turn } from './turn.js';

/** Puts a ready step into the run's queue, or holds it until its item has a place. */
export function enqueue(state: RunState, scope: ScopeState, node: FlowNode): void {
  const path = pathIn(scope, node);
  if (scope.place === 'active') {
    state.queue.push(path);
    state.ready++;
  } else (scope.held ??= []).push(path);
}

/** The step needs a place from now on. */
export function needPlace(turn: Turn, scope: ScopeState, step: StepState): void {
  if (step.busy) return;
  step.busy = true;
  scope.busy++;
  if (scope.busy === 1 && scope.place === 'parked') askForPlace(turn, scope);
}

/** The step needs its place no longer. */
export function leavePlace(turn: Turn, scope: ScopeState, step: StepState): void {
  if (!step.busy) return;
  step.busy = undefined;
  scope.busy--;
  if (scope.busy === 0 && scope.item >= 0) turn.idle.push(scope);
}

function askForPlace(turn: Turn, scope: ScopeState): void {
  const owner = ownerOf(turn.flow, turn.state, scope);
  if (!owner?.step.items) return;
  const { items } = owner.step;
  scope.place = 'wanting';
  items.parked--;
  items.wanting++;
  items.resume.push(scope.item);
  needPlace(turn, owner.scope, owner.step);
  parkOverflow(turn, owner.scope, owner.node, items);
  turn.jobs.push({ do: 'grant', scope: owner.scope, node: owner.node });
}

/** Parks an item if it is still idle at the end of the turn. */
export function park(turn: Turn, scope: ScopeState): void {
  if (scope.busy > 0 || scope.outcome || scope.place !== 'active') return;
  const owner = ownerOf(turn.flow, turn.state, scope);
  if (!owner?.step.items || owner.step.mode !== 'open') return;
  const { items } = owner.step;
  if (items.parked >= limits.waitingItems) {
    items.overflow.push(scope.item);
    return;
  }
  scope.place = 'parked';
  items.active--;
  items.parked++;
  turn.jobs.push({ do: 'grant', scope: owner.scope, node: owner.node });
}

/** An item fewer is parked: one that kept its place for lack of room may be. */
export function parkOverflow(turn: Turn, around: ScopeState, node: FlowNode, items: ItemsState): void {
  const path = pathIn(around, node);
  for (let item = items.overflow.shift(); item !== undefined; item = items.overflow.shift()) {
    const scope = turn.state.scopes[itemPath(path, item)];
    if (scope && !scope.outcome && scope.busy === 0 && scope.place === 'active') {
      turn.idle.push(scope);
      return;
    }
  }
}

/** Gives free places: first to parked items that can go on, then to items not yet opened. */
export function grant(turn: Turn, around: ScopeState, node: FlowNode): void {
  const step = around.steps[node.local];
  if (!step?.items || step.mode !== 'open' || around.outcome) return;
  if (around.place === 'active') {
    const { items } = step;
    while (
      items.active < items.concurrency &&
      (resumeNext(turn, around, node, items) || openNext(turn, around, node, items))
    );
  }
  if (step.items.active + step.items.wanting === 0) leavePlace(turn, around, step);
}

function resumeNext(turn: Turn, around: ScopeState, node: FlowNode, items: ItemsState): boolean {
  const path = pathIn(around, node);
  for (let item = items.resume.shift(); item !== undefined; item = items.resume.shift()) {
    const scope = turn.state.scopes[itemPath(path, item)];
    if (!scope || scope.outcome || scope.place !== 'wanting') continue;
    scope.place = 'active';
    items.wanting--;
    items.active++;
    release(turn, scope, node);
    return true;
  }
  return false;
}

/** The item has a place again: what it held may run, and the maps inside it may go on. */
function release(turn: Turn, scope: ScopeState, node: FlowNode): void {
  for (const path of scope.held ?? []) {
    turn.state.queue.push(path);
    turn.state.ready++;
  }
  scope.held = undefined;
  for (const inner of node.body?.nodes ?? [])
    if (inner.body && scope.steps[inner.local]?.mode === 'open') turn.jobs.push({ do: 'grant', scope, node: inner });
}

function openNext(turn: Turn, around: ScopeState, node: FlowNode, items: ItemsState): boolean {
  if (!node.body || items.next >= items.count) return false;
  const item = items.next++;
  const scope = newScope(node.body, itemPath(pathIn(around, node), item), item);
  turn.state.scopes[scope.path] = scope;
  items.active++;
  for (const entry of node.body.entries) turn.jobs.push({ do: 'enter', scope, node: entry });
  if (scope.left === 0) turn.jobs.push({ do: 'close', scope, outcome: 'succeeded' });
  return true;
}
