import { fortyGoals } from '#libs/testing';
import { definition as definitionSchema, type Definition } from '#libs/workflow';
import { problemsOf } from '../workflows/definition-check.js';
import { goalPurpose, keptStep, questionsOf, readGoal, toldObjective } from './goal-purpose.js';

const purpose = (more: Partial<Parameters<typeof goalPurpose>[0]> = {}) =>
  goalPurpose({ timing: undefined, timezone: 'UTC', mayAsk: true, ...more });
const tell = { id: 'tell', kind: 'notify.message', config: { to: ['role:owner'], text: 'Hello' } };
const start = { id: 'start', kind: 'trigger.manual', config: {} };
const flow = (more: Partial<Definition> = {}): Definition =>
  definitionSchema.parse({ schemaVersion: 1, nodes: [start, tell], edges: [{ from: 'start', to: 'tell' }], ...more });

describe('what a model says of a goal', () => {
  it('is a plan, a question for each fact that is not known, or a refusal', () => {
    expect(purpose().instead({ facts: [{ name: 'town', known: true, value: 'Bremen' }] })).toBeUndefined();
    const facts = [
      { name: 'evening', known: false, question: 'Which evening?' },
      { name: 'guests', known: false },
    ];
    const questions = ['Which evening?', 'What is guests?'];
    expect(purpose().instead({ facts })).toEqual({ type: 'questions', questions });
    expect(purpose().instead({ facts, refusal: 'It cannot be' })).toEqual({ type: 'refused', reason: 'It cannot be' });
  });

  it('is no question any more once it has asked often enough', () => {
    const facts = [{ name: 'evening', known: false, question: 'Which evening?' }];
    expect(purpose({ mayAsk: false }).instead({ facts })).toBeUndefined();
    expect(purpose({ mayAsk: false }).told).toContain('Ask nothing more');
  });

  it('is read whatever shape it has', () => {
    const nothing = { name: '', intent: '', refusal: '', facts: [], questions: [] };
    for (const data of [null, 7, [], 'plan', { facts: 'none' }, { facts: [7] }, { name: 7, intent: null }])
      expect(readGoal(data)).toEqual(nothing);
    expect(readGoal({ facts: [{ name: 'n', known: true, value: { a: 1 } }] }).facts).toEqual([
      { name: 'n', value: '{"a":1}' },
    ]);
  });
});

describe('a plan of a goal', () => {
  const sound = fortyGoals.filter(({ ends }) => ends === 'planned');
  it.each(sound)('$objective: is sound at last', ({ says }) => {
    const given = definitionSchema.parse({ schemaVersion: 1, ...says.at(-1)!.definition });
    const shaped = purpose().shaped(given);
    expect([...problemsOf(shaped), ...purpose().problems(shaped)]).toEqual([]);
  });

  it('leaves nothing to be filled in at the start', () => {
    const inputs = { type: 'object', required: ['who', 'much'], properties: { who: {}, much: { default: 7 } } };
    const problems = purpose().problems(flow({ inputs }));
    expect(problems).toMatchObject([{ code: 'GOAL_NEEDS_INPUT', path: 'inputs.properties.who', severity: 'error' }]);
    expect(questionsOf(problems)).toEqual(['What is who?']);
  });

  it('keeps the steps that have succeeded, and the name of the one that takes the place of the failed', () => {
    const keep = [keptStep(flow(), 'tell')!];
    const mending = purpose({ keep, from: 'send' });
    expect(mending.problems(flow())).toMatchObject([{ code: 'GOAL_STEP_MISSING' }]);
    const send = { id: 'send', kind: 'data.set', config: { values: {} } };
    const after = [{ from: 'tell', to: 'send' }];
    const longer = (nodes: object[], edges: object[]) =>
      definitionSchema.parse({ schemaVersion: 1, nodes: [...nodes, send], edges: [...edges, ...after] });
    expect(mending.problems(longer([start, tell], flow().edges))).toEqual([]);
    const louder = { ...tell, config: { ...tell.config, text: 'HELLO' } };
    expect(mending.problems(longer([start, louder], flow().edges))).toMatchObject([
      { code: 'GOAL_STEP_CHANGED', node: 'tell' },
    ]);
    expect(
      mending.problems(longer([start, tell, { ...send, id: 'other' }], [{ from: 'other', to: 'tell' }])),
    ).toMatchObject([{ code: 'GOAL_STEP_CHANGED', node: 'tell' }]);
  });

  it('is asked for with all that was said since', () => {
    const answers = [{ question: 'Which evening?', answer: 'Friday' }];
    expect(toldObjective('Book a table', { answers, note: 'By phone', failure: 'It failed' })).toBe(
      'Book a table\n\nAsked and answered:\n- Which evening? Friday\n\nIt failed\n\nWhat should be different: By phone',
    );
  });
});
