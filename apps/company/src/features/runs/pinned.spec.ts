import { compile, stepView } from '#libs/engine';
import { kinds } from '../workflows/definition-check.js';
import { pinnedOf, refOf, TriggeredDecider } from './pinned.js';

describe('what a run is pinned to', () => {
  it.each([{ versionId: 'wfv_1' }, { versionId: 'wfv_1', trigger: 'called' }])('survives as a ref: %j', (pinned) => {
    expect(pinnedOf(refOf(pinned))).toEqual(pinned);
  });

  it('decides which trigger fired; the other ways in are skipped', () => {
    const flow = compile(
      {
        schemaVersion: 1,
        nodes: [
          { id: 'byHand', kind: 'trigger.manual', config: {} },
          { id: 'called', kind: 'trigger.api', config: {} },
        ],
        edges: [],
      },
      kinds,
    );
    const decider = new TriggeredDecider(flow, 'called');
    const { state } = decider.decide(decider.initial(), { type: 'run.started', at: 1 });
    expect([stepView(flow, state, 'byHand')?.status, stepView(flow, state, 'called')?.status]).toEqual([
      'skipped',
      'succeeded',
    ]);
  });
});
