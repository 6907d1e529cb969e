import { definition as definitionSchema, type Definition } from '#libs/workflow';
import { problemsOf } from '../workflows/definition-check.js';
import { timingConfig, withTriggers } from './goal-triggers.js';

const work = { id: 'work', kind: 'data.set', config: { values: {} } };
const flow = (nodes: object[], edges: object[]): Definition =>
  definitionSchema.parse({ schemaVersion: 1, nodes, edges });
const triggersOf = ({ nodes, edges }: Definition) =>
  nodes
    .filter(({ kind }) => kind.startsWith('trigger.'))
    .map(({ id, kind, config }) => [kind, config, edges.filter(({ from }) => from === id).map(({ to }) => to)]);
const daily = timingConfig({ schedule: '0 9 * * *', timezone: 'America/New_York' });

describe('when a goal runs', () => {
  it.each([
    ['0 9 * * 1-5', { cron: '0 9 * * 1-5', timezone: 'UTC' }],
    ['PT1H', { every: 'PT1H', timezone: 'UTC' }],
    ['2030-01-01T09:00:00Z', { at: '2030-01-01T09:00:00Z', timezone: 'UTC' }],
  ])('%s is a pattern, a period or a time', (schedule, config) => {
    expect(timingConfig({ schedule, timezone: 'UTC' })).toEqual(config);
  });

  it.each(['tomorrow', '0 25 * * *', 'PT1S', '2030-99-01'])('%s is none', (schedule) => {
    expect(() => timingConfig({ schedule, timezone: 'UTC' })).toThrow(
      expect.objectContaining({ code: 'SCHEDULE_INVALID' }),
    );
  });
});

describe('triggers of a goal', () => {
  it('are one by hand, and one at its times, both leading where the plan begins', () => {
    const shaped = withTriggers(flow([work], []), daily);
    expect(triggersOf(shaped)).toEqual([
      ['trigger.manual', {}, ['work']],
      ['trigger.schedule', daily, ['work']],
    ]);
    expect(problemsOf(shaped)).toEqual([]);
  });

  it('come at the times that were given, whatever the model made of them', () => {
    const own = (id: string, cron: string) => ({ id, kind: 'trigger.schedule', config: { cron } });
    const edges = [
      { from: 'a', to: 'work' },
      { from: 'b', to: 'work' },
    ];
    const shaped = withTriggers(flow([own('a', '0 1 * * *'), own('b', '0 2 * * *'), work], edges), daily);
    expect(triggersOf(shaped)).toEqual([
      ['trigger.manual', {}, ['work']],
      ['trigger.schedule', daily, ['work']],
    ]);
  });

  it('stay as they are where the plan has them, and take free names', () => {
    const start = { id: 'start', kind: 'data.set', config: { values: {} } };
    const own = { id: 'hand', kind: 'trigger.manual', config: {} };
    const sound = flow([own, work], [{ from: 'hand', to: 'work' }]);
    expect(withTriggers(sound, undefined)).toBe(sound);
    const taken = withTriggers(flow([start, work], [{ from: 'start', to: 'work' }]), undefined);
    expect(taken.nodes[0]).toMatchObject({ id: 'start2', kind: 'trigger.manual' });
    expect(triggersOf(taken)).toEqual([['trigger.manual', {}, ['start']]]);
  });
});
