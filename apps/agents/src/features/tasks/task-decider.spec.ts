import { agentLimits } from '#libs/contracts';
import { TaskDecider } from './task-decider.js';
import type { AskedCall, TaskCommand, TaskEvent, TaskState } from './task-protocol.js';

const call = (tool: string, more: Partial<AskedCall> = {}): AskedCall => ({
  id: `id-${tool}`,
  tool,
  effect: 'idempotent',
  ...more,
});

/** Tells a decider a story, and keeps what it answered last. */
class Story {
  state: TaskState;
  commands: TaskCommand[] = [];
  readonly history: TaskEvent[] = [];
  constructor(readonly decider = new TaskDecider(agentLimits.parse({}))) {
    this.state = decider.initial();
  }
  tell(event: TaskEvent): this {
    this.history.push(event);
    ({ state: this.state, commands: this.commands } = this.decider.decide(this.state, event));
    return this;
  }
  starts = () => this.tell({ type: 'run.started', at: 1000 });
  turn = (path: string, calls: AskedCall[] = [], spent: { tokens?: number; costMicros?: number } = {}, attempt = 1) =>
    this.tell({ type: 'step.succeeded', at: 2000, path, attempt, calls, ...spent });
  called = (path: string, attempt = 1) => this.tell({ type: 'step.succeeded', at: 3000, path, attempt });
  fails = (path: string, retry: 'never' | 'soon', attempt = 1) =>
    this.tell({ type: 'step.failed', at: 3000, path, attempt, error: { code: 'TOOL_FAILED', message: 'no', retry } });
  runs = () =>
    this.commands.flatMap((command) => (command.type === 'executeStep' ? [`${command.path}#${command.attempt}`] : []));
  finished = () => this.commands.find((command) => command.type === 'finishRun');
}

describe('the agent loop', () => {
  it('ends with the turn that asks for no tool', () => {
    const story = new Story().starts();
    expect(story.runs()).toEqual(['turn1#1']);
    expect(story.turn('turn1').finished()).toMatchObject({ status: 'succeeded' });
  });

  it('makes the calls of a turn at once and goes on when all are done', () => {
    const story = new Story().starts().turn('turn1', [call('a'), call('b')]);
    expect(story.runs()).toEqual(['turn1/call0#1', 'turn1/call1#1']);
    expect(story.called('turn1/call1').runs()).toEqual([]);
    expect(story.called('turn1/call0').runs()).toEqual(['turn2#1']);
  });

  it('tells the model about calls that failed or may not be made', () => {
    expect(
      new Story()
        .starts()
        .turn('turn1', [call('a', { problem: 'denied' })])
        .runs(),
    ).toEqual(['turn2#1']);
    const story = new Story()
      .starts()
      .turn('turn1', [call('a')])
      .fails('turn1/call0', 'never');
    expect(story.runs()).toEqual(['turn2#1']);
    expect(story.state.turns[0]?.calls[0]).toMatchObject({ status: 'failed', error: { code: 'TOOL_FAILED' } });
  });

  it('backs off and tries again, three times in all', () => {
    const story = new Story().starts().fails('turn1', 'soon');
    expect(story.commands).toEqual([{ type: 'startTimer', path: 'turn1', timer: 'retry', attempt: 2, at: 4000 }]);
    expect(story.tell({ type: 'timer.fired', at: 4000, path: 'turn1', timer: 'retry', attempt: 2 }).runs()).toEqual([
      'turn1#2',
    ]);
    story.fails('turn1', 'soon', 2).tell({ type: 'timer.fired', at: 6000, path: 'turn1', timer: 'retry', attempt: 3 });
    expect(story.fails('turn1', 'soon', 3).finished()).toMatchObject({
      status: 'failed',
      error: { code: 'TOOL_FAILED' },
    });
  });

  it.each([
    ['turns', { maxTurns: 1 }, {}],
    ['tokens', { maxTokens: 100 }, { tokens: 100 }],
    ['money', { maxCostMicros: 5 }, { costMicros: 6 }],
  ])('stops at its limit of %s', (_name, limits, spent) => {
    const story = new Story(new TaskDecider(agentLimits.parse(limits)))
      .starts()
      .turn('turn1', [call('a')], spent)
      .called('turn1/call0');
    expect(story.finished()).toMatchObject({ status: 'failed', error: { code: 'AGENT_LIMIT_REACHED' } });
  });

  it('stops at its time, cancelling what runs', () => {
    const story = new Story()
      .starts()
      .tell({ type: 'timer.fired', at: 601_000, path: '', timer: 'deadline', attempt: 1 });
    expect(story.commands).toContainEqual({ type: 'cancelStep', path: 'turn1' });
    expect(story.finished()).toMatchObject({ error: { code: 'AGENT_LIMIT_REACHED' } });
  });

  it('ends when the effect of a call is unknown: nothing effectful is repeated', () => {
    const story = new Story().starts().turn('turn1', [call('pay', { effect: 'effectful' })]);
    expect(story.tell({ type: 'step.unknown', at: 1, path: 'turn1/call0', attempt: 1 }).finished()).toMatchObject({
      error: { code: 'STEP_UNKNOWN' },
    });
  });

  it('does not repeat an effectful call that failed: the model is told', () => {
    const story = new Story()
      .starts()
      .turn('turn1', [call('pay', { effect: 'effectful' })])
      .fails('turn1/call0', 'soon');
    expect(story.runs()).toEqual(['turn2#1']);
    expect(story.state.turns[0]?.calls[0]).toMatchObject({ status: 'failed', attempt: 1 });
  });

  it('can be cancelled, and ignores what comes late or twice', () => {
    const story = new Story().starts().turn('turn1', [call('a')]);
    expect(story.turn('turn1', [call('x')]).runs()).toEqual([]);
    expect(story.tell({ type: 'run.cancelRequested', at: 1 }).finished()).toMatchObject({ status: 'cancelled' });
    expect(story.called('turn1/call0').commands).toEqual([]);
  });

  it('knows what is outstanding after a replay of its history at any point', () => {
    const story = new Story()
      .starts()
      .turn('turn1', [call('a'), call('b')])
      .fails('turn1/call0', 'soon')
      .called('turn1/call1');
    const replayed = new Story();
    for (const event of story.history) replayed.tell(event);
    const revived = JSON.parse(JSON.stringify(replayed.state)) as TaskState;
    expect(revived).toEqual(story.state);
    expect(story.decider.outstanding(revived)).toEqual([
      { type: 'startTimer', path: '', timer: 'deadline', attempt: 1, at: 601_000 },
      { type: 'startTimer', path: 'turn1/call0', timer: 'retry', attempt: 2, at: 4000 },
    ]);
    expect(story.decider.status(revived)).toBe('waiting');
  });
});
