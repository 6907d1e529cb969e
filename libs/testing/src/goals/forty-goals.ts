/* Longer than most files because it is a table: forty goals of different kinds, with what a model says to each. */
import type { Definition, WorkflowEdge, WorkflowNode } from '#libs/workflow';

/** One answer of the model; `definition` is left out where it asks or refuses. */
export interface ScriptedPlan {
  name: string;
  intent: string;
  explanation: string;
  facts: { name: string; known: boolean; value?: string; question?: string }[];
  questions: string[];
  refusal?: string;
  definition?: Pick<Definition, 'nodes' | 'edges'> & { inputs?: object };
}

export interface ScriptedGoal {
  objective: string;
  /** What the model says, in turn; the last one again and again. */
  says: ScriptedPlan[];
  /** What becomes of it: `stuck` is a plan that is shown with its problems. */
  ends: 'planned' | 'clarifying' | 'refused' | 'stuck' | 'failed';
  /** How often the model was told what is wrong. */
  repairs?: number;
  /** Codes of the problems that stay. */
  problems?: string[];
}

type Given = Omit<WorkflowNode, 'config'> & { config?: Record<string, unknown> };
const step = (id: string, kind: string, config: Record<string, unknown> = {}, more: Partial<WorkflowNode> = {}) => ({
  id,
  kind,
  config,
  ...more,
});
const start = step('start', 'trigger.manual');
const tell = (text: string) => step('tell', 'notify.message', { to: ['role:owner'], text });

/** Each after the one before; steps of a scope's body are led to by nothing unless an edge is given. */
function row(nodes: Given[], more: WorkflowEdge[] = []): Pick<Definition, 'nodes' | 'edges'> {
  const all = [start, ...nodes] as WorkflowNode[];
  const line = all.filter(({ parent }) => parent === undefined);
  return { nodes: all, edges: [...line.slice(1).map(({ id }, at) => ({ from: line[at]!.id, to: id })), ...more] };
}
const graph = (nodes: Given[], edges: [string, string, string?][]) => ({
  nodes: [start, ...nodes] as WorkflowNode[],
  edges: edges.map(([from, to, port]) => ({ from, to, ...(port === undefined ? {} : { port }) })),
});
const plan = (definition: ScriptedPlan['definition'], more: Partial<ScriptedPlan> = {}): ScriptedPlan => ({
  name: 'A plan',
  intent: 'What is wanted',
  explanation: 'It does what is wanted.',
  facts: [],
  questions: [],
  ...(definition ? { definition } : {}),
  ...more,
});
const good = (objective: string, definition: ScriptedPlan['definition']): ScriptedGoal => ({
  objective,
  says: [plan(definition)],
  ends: 'planned',
  repairs: 0,
});

const search = step('search', 'tool.call', { tool: 'web_search', input: { query: 'rain', count: 3 } });
const gather = (id: string) => step(id, 'ai.generate', { instruction: `Gather ${id}` });
const sums = step('sum', 'tool.call', { tool: 'calculator', input: { expression: '2 * 21' } });
const unknownTool = row([step('send', 'tool.call', { tool: 'carrier_pigeon', input: {} })]);
const circle = graph(
  [gather('one'), gather('two')],
  [
    ['start', 'one'],
    ['one', 'two'],
    ['two', 'one'],
  ],
);
const unmapped = row([tell('{{ steps.report.output.text }}')]);
const unknownAgent = row([step('work', 'agent.task', { agent: 'nobody-we-know', goal: 'Do it' })]);
const unfilled = {
  ...row([tell('Hello {{ input.customer }}')]),
  inputs: { type: 'object', required: ['customer'], properties: { customer: { type: 'string' } } },
};
const told = row([tell('Done')]);

/** Thirty that are sound, refused or asked about at once, and ten whose plans are broken. */
export const fortyGoals: readonly ScriptedGoal[] = [
  good('Tell me that the platform works', told),
  good('Find out how it rains and tell me', row([search, tell('{{ steps.search.output.results[0].title }}')])),
  good('Work out twice twenty-one', row([sums, tell('{{ string(steps.sum.output) }}')])),
  good('Summarize our terms', row([step('sum', 'ai.summarize', { text: 'Our terms are long' })])),
  good('Sort this complaint', row([step('sort', 'ai.classify', { text: 'It broke', labels: ['bug', 'billing'] })])),
  good(
    'Read the amount from this letter',
    row([
      step('read', 'ai.extract', {
        text: 'You owe 12 euros',
        schema: { type: 'object', properties: { amount: { type: 'number' } } },
      }),
    ]),
  ),
  good('Put this into German', row([step('say', 'ai.translate', { text: 'Good morning', to: 'de' })])),
  good(
    'Write a poem and keep it as a file',
    row([
      gather('poem'),
      step('keep', 'data.file', { name: 'poem.txt', format: 'text', content: '{{ steps.poem.output.text }}' }),
    ]),
  ),
  good(
    'Keep a list of three colours as CSV',
    row([step('keep', 'data.file', { name: 'colours.csv', format: 'csv', rows: [{ name: 'red' }, { name: 'blue' }] })]),
  ),
  good(
    'Ask the analyst for a forecast',
    row([step('ask', 'agent.task', { agent: 'analyst', goal: 'Forecast sales' })]),
  ),
  good(
    'Let somebody sign off the release',
    graph(
      [step('sign', 'human.approval', { title: 'Release?', assignees: ['role:owner'] }), tell('Released')],
      [
        ['start', 'sign'],
        ['sign', 'tell', 'approved'],
      ],
    ),
  ),
  good(
    'Ask the owner how many seats we need',
    row([
      step('ask', 'human.form', {
        title: 'Seats',
        assignees: ['role:owner'],
        schema: { type: 'object', properties: { seats: { type: 'integer' } } },
      }),
    ]),
  ),
  good('Remind me in three days', row([step('later', 'flow.wait', { for: 'P3D' }), tell('It is time')])),
  good(
    'Tell me only when the number is large',
    graph(
      [sums, step('large', 'flow.condition', { if: '{{ steps.sum.output.result > 40 }}' }), tell('Large')],
      [
        ['start', 'sum'],
        ['sum', 'large'],
        ['large', 'tell', 'true'],
      ],
    ),
  ),
  good(
    'Route mail by its topic',
    graph(
      [
        step('sort', 'ai.classify', { text: 'An invoice', labels: ['bug', 'billing'] }),
        step('route', 'flow.switch', { value: '{{ steps.sort.output.label }}', cases: ['bug', 'billing'] }),
        tell('A bill'),
      ],
      [
        ['start', 'sort'],
        ['sort', 'route'],
        ['route', 'tell', 'billing'],
      ],
    ),
  ),
  good(
    'Read each of the results',
    row([
      search,
      step('each', 'flow.map', { items: '{{ steps.search.output.results }}', result: '{{ steps.read.output.title }}' }),
      step('read', 'tool.call', { tool: 'fetch_page', input: { url: '{{ item.url }}' } }, { parent: 'each' }),
    ]),
  ),
  good(
    'Improve a text until it is good',
    row([
      step('again', 'flow.loop', { while: '{{ index < 3 }}', maxIterations: 3 }),
      step('write', 'ai.generate', { instruction: 'Make it better' }, { parent: 'again' }),
    ]),
  ),
  good(
    'Gather two opinions at once and weigh them',
    graph(
      [
        gather('left'),
        gather('right'),
        step('weigh', 'ai.generate', { instruction: '{{ steps.left.output.text + steps.right.output.text }}' }),
      ],
      [
        ['start', 'left'],
        ['start', 'right'],
        ['left', 'weigh'],
        ['right', 'weigh'],
      ],
    ),
  ),
  good(
    'Take whichever answer comes first',
    graph(
      [gather('left'), gather('right'), step('first', 'flow.merge', { mode: 'any' })],
      [
        ['start', 'left'],
        ['start', 'right'],
        ['left', 'first'],
        ['right', 'first'],
      ],
    ),
  ),
  good(
    'Add up the numbers of a table',
    row([step('add', 'code.run', { code: 'input.reduce((sum, n) => sum + n, 0)', input: [1, 2, 3] })]),
  ),
  good('Turn a name into capitals', row([step('shout', 'data.transform', { value: '{{ "ada".upperAscii() }}' })])),
  good(
    'Fetch the exchange rate',
    row([step('get', 'http.request', { method: 'GET', url: 'https://rates.example.com/eur' })]),
  ),
  good(
    'Mail the owners a greeting',
    row([step('mail', 'notify.email', { to: ['role:owner'], subject: 'Hello', text: 'A good morning' })]),
  ),
  {
    ...good('Every Monday at eight tell me the week has begun', undefined),
    says: [
      plan({
        nodes: [
          step('clock', 'trigger.schedule', { cron: '0 8 * * 1', timezone: 'Europe/Berlin' }),
          tell('A week'),
        ] as WorkflowNode[],
        edges: [{ from: 'clock', to: 'tell' }],
      }),
    ],
  },
  {
    ...good('Whenever a run fails, tell the owner', undefined),
    says: [
      plan({
        nodes: [step('failed', 'trigger.event', { type: 'run.failed.v1' }), tell('It failed')] as WorkflowNode[],
        edges: [{ from: 'failed', to: 'tell' }],
      }),
    ],
  },
  {
    objective: 'Send the report to my colleague',
    says: [plan(undefined, { facts: [{ name: 'colleague', known: false, question: 'Which colleague?' }] })],
    ends: 'clarifying',
  },
  {
    objective: 'Book us a table',
    says: [
      plan(told, {
        facts: [
          { name: 'town', known: true, value: 'Bremen' },
          { name: 'evening', known: false, question: 'Which evening?' },
          { name: 'guests', known: false },
        ],
      }),
    ],
    ends: 'clarifying',
  },
  {
    objective: 'Repair the printer on the third floor',
    says: [plan(undefined, { refusal: 'No tool or agent here can repair a printer' })],
    ends: 'refused',
  },
  {
    objective: 'Read the private mail of all my staff',
    says: [plan(undefined, { refusal: 'It would do harm: nobody agreed to it' })],
    ends: 'refused',
  },
  good(
    'Keep what the search found for later',
    row([
      search,
      step('keep', 'tool.call', {
        tool: 'write_file',
        input: { name: 'found.md', content: '{{ steps.search.output.results[0].url }}' },
      }),
    ]),
  ),

  // Broken, and mended.
  {
    objective: 'Send a pigeon, or whatever else flies',
    says: [plan(unknownTool), plan(told)],
    ends: 'planned',
    repairs: 1,
  },
  {
    objective: 'Go round and round until told',
    says: [plan(circle), plan(circle), plan(told)],
    ends: 'planned',
    repairs: 2,
  },
  { objective: 'Tell me what the report says', says: [plan(unmapped), plan(told)], ends: 'planned', repairs: 1 },
  { objective: 'Greet our best customer', says: [plan(unfilled), plan(told)], ends: 'planned', repairs: 1 },
  // Broken, and never mended.
  {
    objective: 'Send a pigeon and nothing else',
    says: [plan(unknownTool)],
    ends: 'stuck',
    repairs: 2,
    problems: ['TOOL_UNKNOWN'],
  },
  { objective: 'Go in circles for ever', says: [plan(circle)], ends: 'stuck', repairs: 2, problems: ['CYCLE'] },
  {
    objective: 'Tell me of a report that nobody writes',
    says: [plan(unmapped)],
    ends: 'stuck',
    repairs: 2,
    problems: ['UNKNOWN_STEP'],
  },
  {
    objective: 'Leave it to somebody unknown',
    says: [plan(unknownAgent)],
    ends: 'stuck',
    repairs: 2,
    problems: ['AGENT_UNKNOWN'],
  },
  { objective: 'Greet a customer of whom nothing is said', says: [plan(unfilled)], ends: 'clarifying' },
  { objective: 'Talk of something else', says: [plan(undefined)], ends: 'failed' },
];
