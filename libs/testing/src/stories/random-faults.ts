import { outstanding, stepViews, type FlowCommand, type FlowEvent, type StepView } from '#libs/engine';
import { nextEvent, type Draw } from './random-story.js';
import { story, type EventWithoutTime, type Story } from './story.js';

/** What a faulty story just did: an event that was decided, or a crash after which the run was told anew. */
export type FaultyHappening = { event: FlowEvent } | { crash: 'copy' | 'history' | 'snapshot' };

const longest = 80;
/** Far more than what is left of any story of that length. */
const longestEnd = 5000;

/**
 * Tells a random story under random faults, and then lets everything that is left happen. Faults: the process dies, and the run goes on
 * from a JSON copy, from its whole history, or from an older snapshot and the history since; events are delivered again, late, and in
 * another order. The story is `over` at the end, or it is stuck.
 */
export function faultyStory(
  told: Story,
  draw: Draw,
  after: (happening: FaultyHappening) => void,
  start: EventWithoutTime = { type: 'run.started' },
): void {
  const late: EventWithoutTime[] = [];
  let snapshot = { at: 0, state: JSON.stringify(told.state) };
  const happen = (event: EventWithoutTime): void => {
    told.happens(event);
    after({ event: told.events.at(-1)! });
  };
  const crash = (): void => {
    const from = (['copy', 'history', 'snapshot'] as const)[draw(3)]!;
    const state = JSON.stringify(told.state);
    if (from === 'copy') told.restarts();
    else if (from === 'history') told.state = fold(told, 0);
    else told.state = fold(told, snapshot.at, snapshot.state);
    snapshot = { at: told.events.length, state };
    after({ crash: from });
  };
  happen(start);
  for (let step = 0; step < longest; step++) {
    const lot = draw(16);
    const event = nextEvent(told, draw);
    if (lot === 0) crash();
    else if (lot === 1 && told.events.length > 0) happen(withoutTime(told.events[draw(told.events.length)]!));
    else if (lot < 4 && late.length > 0) happen(late.splice(draw(late.length), 1)[0]!);
    else if (!event) break;
    else if (lot < 6) late.push(event);
    else happen(event);
  }
  for (const event of late) happen(event);
  crash();
  end(told, happen);
}

/** The state that the history tells, all of it or what came after a snapshot. */
function fold(told: Story, from: number, snapshot?: string): Story['state'] {
  const again = story(told.definition);
  if (snapshot !== undefined) again.state = JSON.parse(snapshot) as Story['state'];
  const history = JSON.parse(JSON.stringify(told.events.slice(from))) as FlowEvent[];
  for (const event of history) again.at(event.at - 1000).happens(withoutTime(event));
  return again.state;
}

function withoutTime(event: FlowEvent): EventWithoutTime {
  const { at: _, ...rest } = event;
  return rest;
}

/** Everything that is asked for happens, without a fault, until nothing is asked for any more. */
function end(told: Story, happen: (event: EventWithoutTime) => void): void {
  for (let step = 0; step < longestEnd && told.state.status === 'running'; step++) {
    if (told.state.paused) happen({ type: 'run.resumeRequested' });
    const [event] = [
      ...outstanding(told.flow, told.state).flatMap((command) => answerTo(told, command)),
      ...stepViews(told.flow, told.state).flatMap((view) => endOf(view, told.events.length)),
    ];
    if (!event) return;
    happen(event);
  }
}

function answerTo(told: Story, command: FlowCommand): EventWithoutTime[] {
  if (command.type !== 'executeStep') return [];
  const { path, attempt, phase } = command;
  const node = told.flow.byId.get(command.node);
  const verdict = node?.repeats ? { more: false } : node?.body && phase === 'run' ? { items: 1 } : {};
  return [{ type: 'step.succeeded', path, attempt, ...verdict }];
}

function endOf({ path, attempt, generation, status, wait, retryAt }: StepView, salt: number): EventWithoutTime[] {
  if (status === 'unknown') return [{ type: 'step.settled', path, decision: 'happened' }];
  if (status !== 'waiting') return [];
  if (retryAt !== undefined) return [{ type: 'timer.fired', path, attempt, timer: 'retry' }];
  if (wait?.until !== undefined) return [{ type: 'timer.fired', path, attempt, timer: 'until' }];
  if (wait?.signal !== undefined) return [{ type: 'signal.received', name: wait.signal, signalId: `end${salt}` }];
  return [{ type: 'step.resolved', path, generation }];
}
