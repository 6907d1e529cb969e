import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { story, testKinds } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { compile, FlowDecider, runStatus, type FlowCommand, type FlowEvent } from '#libs/engine';

/** A run as a released version told it. Files are added with each change of what the engine does, and never made anew. */
interface History {
  engineVersion: number;
  definition: Definition;
  steps: { event: FlowEvent; commands: FlowCommand[] }[];
  status: string;
  statuses: Record<string, string>;
}

const folder = join(__dirname, 'histories');

describe.each(readdirSync(folder))('recorded history %s', (file) => {
  const history = JSON.parse(readFileSync(join(folder, file), 'utf8')) as History;

  it('is decided today as it was then, command by command', () => {
    const run = story(history.definition);
    for (const { event, commands } of history.steps) {
      run.at(event.at - 1000).happens(event);
      expect({ event, commands: JSON.parse(JSON.stringify(run.last)) as unknown }).toEqual({ event, commands });
    }
    expect(run.runStatus()).toBe(history.status);
    expect(run.statuses()).toEqual(history.statuses);
  });

  it('goes on from a snapshot at any point, with the same commands outstanding', () => {
    const decider = new FlowDecider(compile(history.definition, testKinds));
    let state = decider.initial();
    for (const { event } of history.steps) {
      const resumed = JSON.parse(JSON.stringify(state)) as typeof state;
      state = decider.decide(state, event).state;
      const other = decider.decide(resumed, event).state;
      expect(decider.outstanding(other)).toEqual(decider.outstanding(state));
      expect(decider.status(other)).toBe(decider.status(state));
    }
    expect(runStatus(state)).toBe(history.status);
  });
});

describe('the decider of a flow', () => {
  it('keeps a paused run leased while its steps are in execution', () => {
    const run = story({
      schemaVersion: 1,
      nodes: [
        { id: 'start', kind: 'trigger.manual', config: {} },
        { id: 'a', kind: 'test.step', config: {} },
        { id: 'b', kind: 'test.step', config: {} },
      ],
      edges: [
        { from: 'start', to: 'a' },
        { from: 'a', to: 'b' },
      ],
    });
    const decider = new FlowDecider(run.flow);
    expect(decider.status(run.state)).toBe('waiting');
    run.starts().happens({ type: 'run.pauseRequested' });
    expect(decider.status(run.state)).toBe('running');
    run.succeeds('a');
    expect(decider.status(run.state)).toBe('paused');
    run.happens({ type: 'run.resumeRequested' }).succeeds('b');
    expect(decider.status(run.state)).toBe('succeeded');
    expect(decider.outstanding(run.state)).toEqual([{ type: 'finishRun', status: 'succeeded' }]);
  });
});
