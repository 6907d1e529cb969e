import type { DurableCommand, DurableEvent } from '../decider.port.js';
import { PlanDecider, type Plan } from './plan-decider.js';
import { stepKey } from '../runner/step-key.js';

/** What the database holds of one run. */
export interface RecordedRun {
  id: string;
  status: string;
  rows: { seq: number; lease: number; event: string }[];
}

/** What the receiver of effects counted. */
export interface RecordedEffect {
  runId: string;
  path: string;
  key: string;
}

type Event = DurableEvent & { attempt?: number; status?: string };

/**
 * Recomputes a run from what SQL and the receiver know, and says everything that should not be so. It shares nothing with the runner
 * but the formula of the key.
 */
export function findFaults(plan: Plan, run: RecordedRun, effects: readonly RecordedEffect[]): string[] {
  const faults: string[] = [];
  const events = run.rows.map(({ event }) => JSON.parse(event) as Event);
  checkRows(run, events, faults);
  const succeeded = checkSteps(plan, run, events, faults);
  checkEffects(plan, run, succeeded, effects, faults);
  return faults.map((fault) => `${run.id}: ${fault}`);
}

function checkRows({ rows, status }: RecordedRun, events: readonly Event[], faults: string[]): void {
  let lease = 0;
  rows.forEach((row, index) => {
    const type = events[index]?.type;
    if (row.seq !== index + 1) faults.push(`row ${index + 1} has seq ${row.seq}`);
    if (type === 'lease.taken' || type === 'run.started') lease = row.seq;
    // Whoever wrote this row did not hold the last lease taken before it.
    if (row.lease !== lease)
      faults.push(`row ${row.seq} was written under lease ${row.lease}, while ${lease} was the last taken`);
  });
  const ends = events.filter(({ type }) => type === 'run.finished');
  const isOver = ['succeeded', 'failed', 'cancelled'].includes(status);
  if (events[0]?.type !== 'run.started') faults.push(`it begins with ${events[0]?.type}`);
  if (events.filter(({ type }) => type === 'run.started').length > 1) faults.push('it started more than once');
  if (ends.length !== (isOver ? 1 : 0)) faults.push(`it is ${status} and ended ${ends.length} times`);
  if (isOver && (events.at(-1)?.type !== 'run.finished' || ends[0]?.status !== status))
    faults.push('its last row does not tell its end');
}

function checkSteps(plan: Plan, run: RecordedRun, events: readonly Event[], faults: string[]): Set<string> {
  const decider = new PlanDecider(plan);
  let state = decider.initial();
  let told: DurableCommand[] = [];
  const succeeded = new Set<string>();
  for (const event of events) {
    if (event.type === 'lease.taken' || event.type === 'run.finished') continue;
    if (event.type === 'step.succeeded' && event.path !== undefined) {
      if (succeeded.has(event.path)) faults.push(`${event.path} succeeded twice`);
      succeeded.add(event.path);
    }
    ({ state, commands: told } = decider.decide(state, event));
  }
  const end = told.find((command) => command.type === 'finishRun');
  if (end && end.status !== run.status) faults.push(`it is ${run.status}, but its history says ${end.status}`);
  if (!end && run.status !== decider.status(state))
    faults.push(`it is ${run.status}, but its history says ${decider.status(state)}`);
  return succeeded;
}

function checkEffects(
  plan: Plan,
  run: RecordedRun,
  succeeded: ReadonlySet<string>,
  effects: readonly RecordedEffect[],
  faults: string[],
): void {
  const mine = effects.filter(({ runId }) => runId === run.id);
  for (const [path, { effect = 'idempotent' }] of Object.entries(plan.steps)) {
    if (effect === 'pure') continue;
    const asked = mine.filter((call) => call.path === path);
    const keys = new Set(asked.map(({ key }) => key));
    if (keys.size > 0 && !(keys.size === 1 && keys.has(stepKey(run.id, path, 0))))
      faults.push(`${path} was asked for under other keys than its own`);
    if (effect === 'effectful' && asked.length > 1) faults.push(`${path} took effect ${asked.length} times`);
    if (succeeded.has(path) && asked.length === 0) faults.push(`${path} succeeded without an effect`);
  }
}
