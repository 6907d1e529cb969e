import { outstanding, stepViews, type FlowCommand, type FlowEvent, type StepView } from '#libs/engine';
import { portsOfNode } from './random-flow.js';
import type { EventWithoutTime, Story } from './story.js';

/** Draws the next number below `n`. */
export type Draw = (n: number) => number;

/** Numbers that follow from a seed (mulberry32), so that a failing story is told again the same way. */
export function drawFrom(seed: number): Draw {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

const signalNames = ['go', '__proto__'];

/**
 * An event that may happen next: mostly something that fits the run, now and then a stale, repeated, early or foreign one.
 * Undefined when nothing is left that would bring the run on.
 */
export function nextEvent(story: Story, draw: Draw): EventWithoutTime | undefined {
  if (story.state.status === 'failed' && draw(2) === 0) return retryEvent(story, draw);
  const luck = draw(24);
  if (luck === 0) return strayEvent(story, draw);
  if (luck === 1) return { type: 'signal.received', name: pick(signalNames, draw), signalId: `s${draw(6)}` };
  if (luck === 2 && draw(2) === 0)
    return { type: pick(['run.pauseRequested', 'run.resumeRequested', 'run.resumeRequested'] as const, draw) };
  if (luck === 3 && draw(3) === 0) return { type: 'run.cancelRequested' };
  if (luck === 4) return retryEvent(story, draw);
  const choices = [
    ...outstanding(story.flow, story.state).flatMap((command) => eventsOf(story, command, draw)),
    ...stepViews(story.flow, story.state).flatMap((view) => eventsOfWaiting(view, draw)),
  ];
  if (choices.length > 0) return pick(choices, draw);
  return story.state.paused ? { type: 'run.resumeRequested' } : undefined;
}

/** Mostly of what failed; now and then of a step that did not, or of whatever there is. */
function retryEvent(story: Story, draw: Draw): EventWithoutTime {
  const path = [undefined, story.state.error?.path, 'n0', 'n1'][draw(4)];
  return { type: 'run.retryRequested', ...(path !== undefined && { path }) };
}

function pick<T>(list: readonly T[], draw: Draw): T {
  return list[draw(list.length)]!;
}

function eventsOf(story: Story, command: FlowCommand, draw: Draw): EventWithoutTime[] {
  if (command.type === 'startTimer') {
    // The run's own time-out is rare, or no story would come to its end.
    return command.timer === 'run' && draw(40) > 0
      ? []
      : [{ type: 'timer.fired', path: command.path, timer: command.timer, attempt: command.attempt }];
  }
  if (command.type !== 'executeStep') return [];
  const { path, attempt } = command;
  const node = story.definition.nodes.find((other) => other.id === command.node)!;
  const at = { path, attempt };
  const lot = draw(16);
  if (node.kind === 'flow.map' && command.phase === 'run' && lot > 1)
    return [{ type: 'step.succeeded', ...at, items: draw(5) }];
  if (node.kind === 'flow.loop' && lot > 1)
    return [{ type: 'step.succeeded', ...at, more: draw(3) > 0, ...(command.phase === 'run' && { items: draw(5) }) }];
  if (node.kind === 'flow.stop' && lot > 1)
    return [{ type: 'step.succeeded', ...at, stop: draw(2) ? 'succeeded' : 'failed' }];
  if (lot === 0) return [{ type: 'step.failed', ...at, error: pick(failures, draw) }];
  if (lot === 1) return [{ type: 'step.started', ...at }];
  if (lot === 2) return [{ type: 'step.unknown', ...at }];
  if (lot < 6 || node.kind === 'flow.wait' || node.kind === 'human.approval')
    return [{ type: 'step.suspended', ...at, wait: waitFor(story, draw) }];
  return [{ type: 'step.succeeded', ...at, ...somePort(portsOfNode(node), draw) }];
}

const failures = [
  { code: 'TOOL_FAILED', message: 'x', retry: 'soon' },
  { code: 'TOOL_FAILED', message: 'x', retry: 'after', retryAfterMs: 3000 },
  { code: 'TOOL_DENIED', message: 'x', retry: 'never' },
  { code: 'STEP_TIMED_OUT', message: 'x', retry: 'soon' },
] as const;

const somePort = (ports: readonly string[], draw: Draw): { port?: string } => {
  const port = [undefined, ...ports][draw(ports.length + 1)];
  return port === undefined ? {} : { port };
};

function waitFor(story: Story, draw: Draw): Extract<FlowEvent, { type: 'step.suspended' }>['wait'] {
  const deadline = draw(2) ? { deadline: story.time + 9000 } : {};
  const lot = draw(6);
  if (lot === 0) return { until: story.time + (draw(3) ? 5000 : -5000) };
  if (lot === 1) return { signal: pick(signalNames, draw), ...deadline };
  if (lot === 2) return { reply: true, ...deadline };
  return lot === 3 ? { child: 'run_1', ...deadline } : { answer: true, ...deadline };
}

function eventsOfWaiting(view: StepView, draw: Draw): EventWithoutTime[] {
  const at = { path: view.path, attempt: view.attempt };
  if (view.status === 'unknown')
    return [{ type: 'step.settled', path: view.path, decision: pick(['happened', 'repeat', 'fail'] as const, draw) }];
  if (view.status !== 'waiting' || !view.wait) return [];
  if (view.wait.signal !== undefined)
    return [{ type: 'signal.received', name: view.wait.signal, signalId: `s${draw(8)}` }];
  if (view.wait.child !== undefined) {
    // A called run answers under the step's key, whatever the attempt; now and then one of an earlier key does.
    const of = { path: view.path, generation: view.generation - (draw(5) === 0 ? 1 : 0) };
    return [
      draw(3) === 0
        ? { type: 'step.failed', ...of, error: { code: 'CHILD_FAILED', message: 'x', retry: 'never' } }
        : { type: 'step.resolved', ...of },
    ];
  }
  if (view.wait.answer && draw(4) === 0)
    return [draw(2) ? { type: 'step.granted', ...at } : { type: 'step.failed', ...at, error: pick(failures, draw) }];
  if (view.wait.reply && draw(4) === 0) return [{ type: 'step.failed', ...at, error: pick(failures, draw) }];
  return view.wait.until === undefined
    ? [{ type: 'step.resolved', ...at, ...somePort(['next', 'approved', 'rejected'], draw) }]
    : [];
}

/** What should change nothing, or comes at a strange time: an event that was there before, or one for a path and attempt made up. */
function strayEvent(story: Story, draw: Draw): EventWithoutTime {
  const old = story.events[draw(Math.max(1, story.events.length))];
  if (old && draw(2)) return old;
  const path = pick(['n0', 'n1', 'n2', 'n1[0]/n2', 'n0[1]/n3', 'nobody', 'n0[0]', '', '/', 'n0[0]/n1[9]/n2'], draw);
  const attempt = draw(3);
  return pick<EventWithoutTime>(
    [
      { type: 'step.succeeded', path, attempt },
      { type: 'step.failed', path, attempt, error: failures[0] },
      { type: 'step.resolved', path, attempt },
      { type: 'step.granted', path, attempt },
      { type: 'step.suspended', path, attempt, wait: { reply: true } },
      { type: 'timer.fired', path, attempt, timer: pick(['retry', 'deadline', 'until', 'x'], draw) },
      { type: 'step.settled', path, decision: 'repeat', generation: attempt },
      { type: 'run.started' },
    ],
    draw,
  );
}
