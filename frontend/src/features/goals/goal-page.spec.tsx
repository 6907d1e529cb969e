import { newId, type Goal, type GoalStatus } from '#libs/contracts';
import { PageBench } from '../../testing/page-bench.js';

const at = '2026-11-30T09:00:00.000Z';
const goal: Goal = {
  id: newId('goal'),
  objective: 'Book a table for the team',
  name: '',
  status: 'clarifying',
  schedule: null,
  timezone: 'UTC',
  workflowId: null,
  lastResult: null,
  createdAt: at,
  updatedAt: at,
  intent: 'A table is booked',
  explanation: '',
  facts: [{ name: 'town', value: 'Bremen' }],
  questions: [
    { id: 'q1', question: 'Which evening?' },
    { id: 'q2', question: 'How many guests?' },
  ],
  answers: [],
  problems: [],
  repairs: 0,
  reason: null,
  error: null,
  autoRun: false,
  inForce: false,
  model: null,
  replanOf: null,
  usage: { inputTokens: 10, outputTokens: 5, costMicros: 7 },
  createdBy: null,
};
const path = `/goals/${goal.id}`;

describe('the page of a goal', () => {
  let bench: PageBench;
  let shown: Goal;
  const open = async (role: 'builder' | 'operator' | 'viewer', change: Partial<Goal>) => {
    bench = new PageBench(role);
    shown = { ...goal, ...change };
    bench.answers[`GET ${path}`] = () => ({ body: shown });
    await bench.open(path);
    await bench.shows('Book a table for the team');
  };
  const turns = (act: string, into: Partial<Goal>) => {
    bench.answers[`POST ${path}/${act}`] = () => ({ body: (shown = { ...shown, ...into }) });
  };
  const isOff = (name: string) =>
    bench.button(name).getAttribute('aria-disabled') === 'true' || (bench.button(name) as HTMLButtonElement).disabled;
  afterEach(() => bench.close());

  it('asks what is not known, and sends all answers at once', async () => {
    await open('builder', {});
    turns('answer', { status: 'planning', questions: [] });
    await bench.press('Send answers');
    expect(bench.sent('POST', `${path}/answer`)).toEqual([]);
    bench.type('Which evening?', ' Friday ');
    bench.type('How many guests?', 'Four');
    await bench.press('Send answers');
    expect(bench.sent('POST', `${path}/answer`)).toEqual([
      {
        answers: [
          { id: 'q1', answer: 'Friday' },
          { id: 'q2', answer: 'Four' },
        ],
      },
    ]);
    await bench.shows('A model is making the plan.');
  });

  it('shows what is wrong with a plan, which then cannot be accepted', async () => {
    const message = 'There is no tool carrier_pigeon';
    const problem = { node: 'send', path: 'nodes', code: 'TOOL_UNKNOWN', message, severity: 'warning' as const };
    await open('builder', { status: 'planned', questions: [], problems: [problem], repairs: 2 });
    await bench.shows(message);
    await bench.shows('The model was told 2 times what is wrong.');
    expect(isOff('Accept plan')).toBe(true);
  });

  it('accepts a plan, runs it, pauses it and goes on', async () => {
    await open('builder', { status: 'planned', questions: [] });
    turns('accept', { status: 'active' });
    turns('pause', { status: 'paused' });
    turns('resume', { status: 'active' });
    bench.answers[`POST ${path}/run`] = () => ({ status: 202, body: { runId: newId('run'), status: 'queued' } });
    await bench.press('Accept plan');
    await bench.shows('The plan is in force');
    await bench.press('Run now');
    await bench.shows('The run was started');
    await bench.press('Pause');
    await bench.press('Resume');
    await bench.shows('Run now');
    for (const act of ['accept', 'run', 'pause', 'resume'])
      expect(bench.sent('POST', `${path}/${act}`)).toHaveLength(1);
  });

  it('tells what a run came to, and has a failed one mended', async () => {
    const result = {
      id: newId('goalResult'),
      runId: newId('run'),
      status: 'failed' as const,
      synthesis: 'The kitchen was closed.',
      outside: true,
      error: null,
      createdAt: at,
    };
    await open('builder', { status: 'active', questions: [], workflowId: newId('workflow'), lastResult: result });
    bench.answers[`GET ${path}/results`] = () => ({ body: { items: [result], nextCursor: null } });
    turns('replan', { status: 'planning' });
    await bench.shows('The kitchen was closed.');
    await bench.press('Plan anew from the failed step');
    expect(bench.sent('POST', `${path}/replan`)).toEqual([{ runId: result.runId }]);
  });

  it.each<[GoalStatus, Partial<Goal>, string]>([
    ['refused', { reason: 'Nobody here can cook' }, 'It cannot be done as it is: Nobody here can cook'],
    [
      'failed',
      { error: { code: 'MODEL_CANNOT_DO', message: 'No model plans' } },
      'No plan could be made. No model plans',
    ],
    ['planning', { inForce: true }, 'The plan that was accepted before is still in force.'],
  ])('says why there is none: %s', async (status, more, says) => {
    await open('builder', { status, questions: [], ...more });
    await bench.shows(says);
  });

  it('lets operators run and viewers read', async () => {
    await open('operator', { status: 'active', questions: [] });
    expect(isOff('Run now')).toBe(false);
    bench.close();
    await open('viewer', { status: 'active', questions: [] });
    expect(isOff('Run now')).toBe(true);
  });
});

describe('the list of goals', () => {
  it('sets a goal with its time', async () => {
    const bench = new PageBench('builder');
    bench.answers['POST /goals'] = () => ({ status: 202, body: goal });
    bench.answers[`GET ${path}`] = () => ({ body: goal });
    await bench.open('/goals');
    await bench.shows('Goals you set appear here.');
    await bench.press('New goal');
    await bench.press('Plan');
    await bench.shows('Say in a sentence what you want to reach.');
    bench.type('Goal', 'Book a table');
    bench.type('Schedule', '0 9 * * *');
    bench.type('Time zone', 'America/New_York');
    await bench.press('Plan');
    expect(bench.sent('POST', '/goals')).toEqual([
      { objective: 'Book a table', autoRun: false, schedule: '0 9 * * *', timezone: 'America/New_York' },
    ]);
    await bench.shows('Which evening?');
    bench.close();
  });
});
