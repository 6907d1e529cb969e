import type { Goal } from '#libs/contracts';
import { answerOf, goalLine, goalText } from './goal-text.js';

const goal: Goal = {
  id: 'goal_1',
  objective: 'Book a table',
  name: 'Table',
  status: 'clarifying',
  schedule: '0 9 * * *',
  timezone: 'America/New_York',
  workflowId: null,
  lastResult: null,
  createdAt: '2026-11-30T09:00:00.000Z',
  updatedAt: '2026-11-30T09:00:00.000Z',
  intent: 'A table is booked',
  explanation: '',
  facts: [{ name: 'town', value: 'Bremen' }],
  questions: [{ id: 'q1', question: 'Which evening?' }],
  answers: [],
  problems: [],
  repairs: 0,
  reason: null,
  error: null,
  autoRun: false,
  inForce: false,
  model: null,
  replanOf: null,
  usage: { inputTokens: 1, outputTokens: 1, costMicros: 1 },
  createdBy: null,
};

describe('a goal in the terminal', () => {
  it('says what it waits for last', () => {
    expect(goalText(goal).split('\n')).toEqual([
      'goal_1  clarifying',
      'Book a table',
      'Schedule: 0 9 * * * (America/New_York)',
      '',
      'Understood as: A table is booked',
      '  town: Bremen',
      '? q1: Which evening?',
    ]);
  });

  it('says what is wrong with its plan, why it cannot be, and what came of it', () => {
    const problem = {
      node: 'send',
      path: 'nodes',
      code: 'TOOL_UNKNOWN',
      message: 'No such tool',
      severity: 'error' as const,
    };
    const stuck = { ...goal, status: 'planned' as const, questions: [], problems: [problem], workflowId: 'wf_1' };
    expect(goalText(stuck)).toContain('Plan: workflow wf_1\n! send: No such tool');
    expect(goalText({ ...goal, reason: 'No printer' })).toContain('\nNo printer\n');
    const result = {
      id: 'r',
      runId: 'run_1',
      status: 'succeeded' as const,
      synthesis: 'Booked.',
      outside: true,
      error: null,
    };
    expect(goalText({ ...goal, lastResult: { ...result, createdAt: goal.createdAt } })).toMatch(
      /run_1 {2}succeeded\nBooked\.$/,
    );
  });

  it('is one line in a list', () => expect(goalLine(goal)).toBe('goal_1  clarifying  Table'));
});

describe('an answer', () => {
  it('names its question', () =>
    expect(answerOf(' q1 = Friday = late ')).toEqual({ id: 'q1', answer: 'Friday = late' }));
  it.each(['q1', '=x', 'q1='])('%s is none', (text) => expect(() => answerOf(text)).toThrow('q1=Ann'));
});
