import { isDeepStrictEqual } from 'node:util';
import type { FlowEvent } from '#libs/engine';
import type { RecordedRow, RecordedRun } from '../oracle/recorded.js';
import { ReferenceInterpreter, type ReferenceEvent } from '../reference-interpreter/reference-interpreter.js';
import { story } from '../stories/story.js';
import { testKinds } from '../stories/test-kinds.js';
import { flowOf } from './chaos-flows.js';

const ofTheRunner = new Set(['lease.taken', 'run.finished', 'step.crashed', 'step.redriven']);

/** Tells a run's history to the reference interpreter and says where the two part: starts, statuses of steps, the end. */
export function replayFaults(run: RecordedRun & { ref: string }, rows: readonly RecordedRow[]): string[] {
  const { definition } = flowOf(run.ref);
  const reference = new ReferenceInterpreter(definition, testKinds);
  const told = story(definition);
  for (const row of rows) {
    const event = JSON.parse(row.event) as ReferenceEvent;
    if (ofTheRunner.has(event.type)) continue;
    told.at(event.at - 1000).happens(event as unknown as FlowEvent);
    reference.apply(event);
    const problems = reference.allow(told.lastOf('executeStep').map(({ path }) => path));
    if (problems.length > 0) return [`${run.id}: row ${row.seq} (${run.ref}): ${problems.join('; ')}`];
  }
  const faults: string[] = [];
  if (!isDeepStrictEqual(told.statuses(), reference.statuses()))
    faults.push('its steps are not where the reference has them');
  if (run.finished_at !== null && reference.status !== run.status)
    faults.push(`it is ${run.status}, the reference says ${reference.status}`);
  return faults.map((fault) => `${run.id} (${run.ref}): ${fault}`);
}
