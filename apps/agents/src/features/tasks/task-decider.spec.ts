import { agentLimits } from '#libs/contracts';
import { TaskDecider } from './task-decider.js';
import type { AskedCall, TaskCommand, TaskEvent, TaskState, TaskWait } from './task-protocol.js';

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
  suspends = (path: string, wait: TaskWait = { reply: true, deadline: 90_000 }, attempt = 1) =>
    this.tell({ type: 'step.suspended', at: 3000, path, attempt, wait });
  answered = (path: string, port: string, at = 50_000) => this.tell({ type: 'step.resolved', at, path, port });
  settled = (path: string, decision: 'happened' | 'repeat' | 'fail', generation = 1) =>
    this.tell({ type: 'step.settled', at: 50_000, path, decision, generation });
  fires = (path: string, timer: string, attempt = 1, at = 90_000) =>
    this.tell({ type: 'timer.fired', at, path, timer, attempt });
  timers = () =>
    this.commands.flatMap((command) =>
      command.type === 'startTimer' || command.type === 'cancelTimer'
        ? [`${command.type === 'startTimer' ? '+' : '-'}${command.path}#${command.timer}`]
        : [],
    );
  /** The same call of one tool, turn after turn, each time with this result. */
  repeats = (times: number, result: (turn: number) => string) => {
    for (let turn = 1; turn <= times && !this.finished(); turn++)
      this.turn(`turn${turn}`, [call('look', { digest: 'd' })]).tell({
        type: 'step.succeeded',
        at: 3000,
        path: `turn${turn}/call0`,
        attempt: 1,
        result: result(turn),
      });
    return this;
  };
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
    ['turns', { maxTurns: 1 }, {}, 'turn1/call0'],
    ['tokens', { maxTokens: 100 }, { tokens: 100 }, undefined],
    ['cost', { maxCostMicros: 5 }, { costMicros: 6 }, undefined],
  ])('stops at its limit of %s', (limit, limits, spent, last) => {
    const story = new Story(new TaskDecider(agentLimits.parse(limits))).starts().turn('turn1', [call('a')], spent);
    // What is paid for already is not acted on: its result could not be used.
    if (last === undefined) expect(story.runs()).toEqual([]);
    else story.called(last);
    expect(story.finished()).toMatchObject({ status: 'failed', error: { code: 'AGENT_LIMIT_REACHED', limit } });
  });

  it('stops at its time, cancelling what runs', () => {
    const story = new Story()
      .starts()
      .tell({ type: 'timer.fired', at: 601_000, path: '', timer: 'deadline', attempt: 1 });
    expect(story.commands).toContainEqual({ type: 'cancelStep', path: 'turn1' });
    expect(story.finished()).toMatchObject({ error: { code: 'AGENT_LIMIT_REACHED' } });
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

  describe('a call that needs an approval', () => {
    const asking = () => new Story().starts().turn('turn1', [call('pay', { ask: 'policy', effect: 'effectful' })]);
    const path = 'turn1/call0/approval';

    it('is put to people, waits without its time passing, and is made when they approve', () => {
      const story = asking();
      expect(story.runs()).toEqual([`${path}#1`]);
      expect(story.suspends(path).timers()).toEqual([`+${path}#expire`, '-#deadline']);
      expect(story.decider.status(story.state)).toBe('waiting');
      expect(story.state.leftMs).toBe(598_000);
      expect(story.answered(path, 'approved', 5_000_000).runs()).toEqual(['turn1/call0#1']);
      expect(story.state.deadlineAt).toBe(5_598_000);
      expect(story.called('turn1/call0').runs()).toEqual(['turn2#1']);
    });

    it.each(['rejected', 'expired'])('is told to the model when it is %s', (decision) => {
      const story = asking().suspends(path);
      if (decision === 'rejected') story.answered(path, 'rejected');
      else story.fires(path, 'expire');
      expect(story.runs()).toEqual(['turn2#1']);
      expect(story.state.turns[0]!.calls[0]).toMatchObject({ status: 'failed', decision });
      expect(story.answered(path, 'approved').commands).toEqual([]);
    });

    it('may be answered before the wait for it is written down, and is asked again while nobody can be reached', () => {
      expect(asking().answered(path, 'approved').runs()).toEqual(['turn1/call0#1']);
      const story = asking().fails(path, 'soon');
      for (let attempt = 2; attempt < 20; attempt++) {
        expect(story.timers()).toContain(`+${path}#retry`);
        expect(story.fires(path, 'retry', attempt).runs()).toEqual([`${path}#${attempt}`]);
        story.fails(path, 'soon', attempt);
      }
      expect(asking().fails(path, 'never').state.turns[0]!.calls[0]).toMatchObject({ status: 'failed' });
    });

    it('does not hold up the other calls of its turn, whose result waits for it', () => {
      const story = new Story().starts().turn('turn1', [call('a'), call('pay', { ask: 'outside' })]);
      expect(story.runs()).toEqual(['turn1/call0#1', 'turn1/call1/approval#1']);
      story.suspends('turn1/call1/approval').called('turn1/call0');
      expect(story.runs()).toEqual([]);
      expect(story.answered('turn1/call1/approval', 'rejected').runs()).toEqual(['turn2#1']);
    });
  });

  describe('a call of which nobody knows whether it took effect', () => {
    const path = 'turn1/call0/outcome';
    const unknown = () =>
      new Story()
        .starts()
        .turn('turn1', [call('pay', { effect: 'effectful' })])
        .tell({ type: 'step.unknown', at: 1, path: 'turn1/call0', attempt: 1 });

    it('is put to people, not repeated', () => {
      const story = unknown();
      expect(story.runs()).toEqual([`${path}#1`]);
      expect(story.suspends(path).settled(path, 'happened').runs()).toEqual(['turn2#1']);
      expect(story.state.turns[0]!.calls[0]).toMatchObject({ status: 'done', settled: true });
    });

    it('is made once more, under another key, when they say so; a late answer counts for nothing', () => {
      const story = unknown().suspends(path).settled(path, 'repeat');
      expect(story.commands).toContainEqual(
        expect.objectContaining({ path: 'turn1/call0', attempt: 2, generation: 2, effect: 'effectful' }),
      );
      expect(story.settled(path, 'repeat').commands).toEqual([]);
      story.tell({ type: 'step.unknown', at: 1, path: 'turn1/call0', attempt: 2 });
      expect(story.settled(path, 'happened', 1).finished()).toBeUndefined();
      expect(story.settled(path, 'happened', 2).runs()).toEqual(['turn2#1']);
    });

    it.each(['fail', 'expire'])('ends the task: %s', (how) => {
      const story = unknown().suspends(path);
      if (how === 'fail') story.settled(path, 'fail');
      else story.fires(path, 'expire');
      expect(story.finished()).toMatchObject({ status: 'failed', error: { code: 'STEP_UNKNOWN' } });
    });
  });

  describe('a turn that a budget is in the way of', () => {
    it('waits, and is tried again with the raise, which does not count against its attempts', () => {
      const story = new Story().starts().suspends('turn1');
      expect(story.decider.status(story.state)).toBe('waiting');
      const grant = { budgetId: 'b', micros: 5 };
      story.tell({ type: 'step.granted', at: 9000, path: 'turn1', attempt: 1, grant });
      expect(story.commands).toContainEqual(expect.objectContaining({ path: 'turn1', attempt: 2, grant }));
      story.fails('turn1', 'soon', 2).fires('turn1', 'retry', 3);
      story.fails('turn1', 'soon', 3).fires('turn1', 'retry', 4);
      expect(story.runs()).toEqual(['turn1#4']);
      expect(story.fails('turn1', 'soon', 4).finished()).toBeDefined();
    });

    it('fails when it is not raised', () => {
      expect(new Story().starts().suspends('turn1').fails('turn1', 'never').finished()).toMatchObject({
        status: 'failed',
      });
      expect(new Story().starts().suspends('turn1').fires('turn1', 'expire').finished()).toMatchObject({
        error: { code: 'WAIT_EXPIRED' },
      });
    });
  });

  describe('a task that is paused', () => {
    const paused = (story: Story) => story.tell({ type: 'run.pauseRequested', at: 4000 });
    const resumed = (story: Story) => story.tell({ type: 'run.resumeRequested', at: 800_000 });

    it('ends what is under way, begins nothing, and goes on where it was, its time untouched', () => {
      const story = paused(new Story().starts());
      expect(story.decider.status(story.state)).toBe('running');
      expect(story.turn('turn1', [call('a'), call('b', { ask: 'policy' })]).runs()).toEqual([]);
      expect(story.decider.status(story.state)).toBe('paused');
      expect(story.timers()).toEqual(['-#deadline']);
      expect(resumed(story).runs()).toEqual(['turn1/call0#1', 'turn1/call1/approval#1']);
      expect(story.state.deadlineAt).toBe(800_000 + 599_000);
    });

    it('keeps an answer that comes meanwhile', () => {
      const story = new Story()
        .starts()
        .turn('turn1', [call('a', { ask: 'policy' })])
        .suspends('turn1/call0/approval');
      expect(paused(story).answered('turn1/call0/approval', 'approved').runs()).toEqual([]);
      expect(resumed(story).runs()).toEqual(['turn1/call0#1']);
    });

    it('can be cancelled', () => {
      const story = paused(new Story().starts().turn('turn1', [call('a')])).called('turn1/call0');
      expect(story.tell({ type: 'run.cancelRequested', at: 1 }).finished()).toMatchObject({ status: 'cancelled' });
    });
  });

  describe('a task that does the same again and again', () => {
    it('is told once, then ends', () => {
      const story = new Story(new TaskDecider(agentLimits.parse({ maxTurns: 50 }))).starts().repeats(9, () => 'same');
      expect(story.state.turns.map(({ note }) => note?.includes('3 times'))).toEqual([
        undefined,
        undefined,
        undefined,
        true,
        undefined,
      ]);
      expect(story.finished()).toMatchObject({ status: 'failed', error: { code: 'AGENT_LOOPING' } });
    });

    it('may ask again for what changes', () => {
      const story = new Story(new TaskDecider(agentLimits.parse({ maxTurns: 50 }))).starts();
      story.repeats(9, (turn) => `result ${turn}`);
      expect(story.finished()).toBeUndefined();
      expect(story.runs()).toEqual(['turn10#1']);
    });

    it('is found out also when the call is refused or fails', () => {
      for (const more of [{ problem: 'no' }, {}]) {
        const story = new Story(new TaskDecider(agentLimits.parse({ maxTurns: 50 }))).starts();
        for (let turn = 1; turn <= 9 && !story.finished(); turn++) {
          story.turn(`turn${turn}`, [call('x', { digest: 'd', ...more })]);
          if (!('problem' in more)) story.fails(`turn${turn}/call0`, 'never');
        }
        expect(story.finished()).toMatchObject({ error: { code: 'AGENT_LOOPING' } });
      }
    });
  });

  describe('arguments that break the schema of a tool', () => {
    const misfit = (tool: string) => call(tool, { problem: 'field: expected a number', misfit: true });
    const turns = (...all: AskedCall[][]) => {
      const story = new Story().starts();
      all.forEach((calls, index) => {
        story.turn(`turn${index + 1}`, calls);
        calls.forEach(({ problem }, nth) => problem ?? story.called(`turn${index + 1}/call${nth}`));
      });
      return story;
    };

    it('go back to the model once; the second time in a row ends the task and says so', () => {
      expect(turns([misfit('a')]).runs()).toEqual(['turn2#1']);
      expect(turns([misfit('a')], [misfit('a')]).finished()).toMatchObject({
        status: 'failed',
        error: {
          code: 'TOOL_INPUT_INVALID',
          message: 'The agent called a twice in a row with arguments that do not fit: field: expected a number',
        },
      });
    });

    it('are counted by tool, whatever else is called in between', () => {
      expect(turns([misfit('a')], [misfit('b')]).finished()).toBeUndefined();
      expect(turns([misfit('a')], [call('b')], [misfit('a')]).finished()).toMatchObject({ status: 'failed' });
      expect(turns([misfit('a')], [call('a')], [misfit('a')]).finished()).toBeUndefined();
    });

    it('are one time however often a turn has them, and none where one of its calls fits', () => {
      expect(turns([misfit('a'), misfit('a')]).runs()).toEqual(['turn2#1']);
      expect(turns([misfit('a')], [misfit('a'), call('a')], [misfit('a')]).runs()).toEqual(['turn4#1']);
    });

    it('are no refusals: those may come as often as they like', () => {
      const refused = call('a', { problem: 'denied' });
      expect(turns([refused], [refused], [refused]).runs()).toEqual(['turn4#1']);
    });
  });

  describe('a call of another agent', () => {
    const asking = (more: Partial<AskedCall> = {}) =>
      new Story(new TaskDecider(agentLimits.parse({ maxTokens: 1000 })))
        .starts()
        .turn('turn1', [call('ask_agent', more)])
        .suspends('turn1/call0', { child: 'task_2' });

    it('is waited for, and what it cost counts', () => {
      const story = asking();
      expect(story.decider.status(story.state)).toBe('waiting');
      expect(story.state.deadlineAt).toBeDefined();
      story.tell({ type: 'step.resolved', at: 9000, path: 'turn1/call0', tokens: 400, costMicros: 7, outside: true });
      expect(story.runs()).toEqual(['turn2#1']);
      expect(story.state).toMatchObject({ tokens: 400, costMicros: 7 });
      expect(story.state.turns[0]!.calls[0]!.outside).toBe(true);
      const error = { code: 'CHILD_FAILED', message: 'no', retry: 'never' as const };
      const failed = asking().tell({ type: 'step.failed', at: 1, path: 'turn1/call0', error, tokens: 1000 });
      expect(failed.finished()).toMatchObject({ error: { limit: 'tokens' } });
    });

    it('is stopped with the task', () => {
      const story = asking().tell({ type: 'run.cancelRequested', at: 1 });
      expect(story.commands).toContainEqual({ type: 'cancelStep', path: 'turn1/call0' });
    });

    it('that took over gives the answer of the task', () => {
      const story = asking({ handsOff: true }).answered('turn1/call0', 'next');
      expect(story.finished()).toMatchObject({ status: 'succeeded' });
      expect(story.state.answeredBy).toBe('turn1/call0');
    });
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
