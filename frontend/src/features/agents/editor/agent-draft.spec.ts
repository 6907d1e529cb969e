import type { Agent } from '#libs/contracts';
import { ApiProblem } from '../../../app/problem.js';
import { en } from '../../../text/en.js';
import { phrase, type TextKey, type TextParams } from '../../../text/catalogue.js';
import { bodyOf, draftOf, issuesByField, modelRefusal, problemAt, type AgentDraft } from './agent-draft.js';
import { problemsOf } from './draft-problems.js';

const t = (key: TextKey, params?: TextParams) => phrase(en[key], 'en', params);
const agent: Agent = {
  id: 'agent_01hzzzzzzzzzzzzzzzzzzzzzzz' as Agent['id'],
  name: 'refund-desk',
  goal: 'Decide on refunds',
  instructions: 'Be brief.\n',
  model: 'openai/gpt-5-mini',
  parameters: { temperature: 0.2 },
  tools: [
    'lookup_order',
    {
      name: 'send_email',
      policy: 'ask',
      async: true,
      constraints: {
        hosts: ['*.shop.example', 'example.com'],
        arguments: {
          to: { pattern: '[^@]+@example\\.com' },
          amount: { min: 0, max: 12.5 },
          code: { values: ['7', 7] },
        },
      },
    },
  ],
  knowledgeBases: ['Handbook'],
  memory: { longTerm: true, recallLimit: 7, users: true, company: false, extract: true, days: 30 },
  limits: { maxTurns: 20, maxMs: 90_000, maxTokens: 50_000, maxCostMicros: 200_000 },
  approvals: { assignees: ['role:admin'], deadlineMs: 86_400_000 },
  guardrails: { outsideContent: 'derived', pii: 'redact' },
  webhookUrl: null,
  status: 'draft',
  version: 3,
  etag: '"3"',
  createdAt: '2026-11-20T09:00:00.000Z',
  updatedAt: '2026-11-20T09:00:00.000Z',
};
const draft = (change: Partial<AgentDraft> = {}) => ({ ...draftOf(agent), ...change });

it('gives back the agent that it was made of, the text 7 and the number 7 apart', () => {
  const { id: _id, status: _s, version: _v, etag: _e, createdAt: _c, updatedAt: _u, ...same } = agent;
  expect(bodyOf(draft())).toEqual({ ...same, endpoint: null });
  expect(problemsOf(bodyOf(draft()), t)).toEqual({});
});

it('takes away what was emptied', () => {
  const body = bodyOf(
    draft({ temperature: '', model: ' ', tools: [{ ...draft().tools[1]!, hosts: '', arguments: [] }] }),
  );
  expect(body).toMatchObject({ parameters: {}, model: 'default', endpoint: null });
  expect(body.tools).toEqual([{ name: 'send_email', policy: 'ask', async: true }]);
});

it.each([
  ['name', { name: '!' }, 'expected letters'],
  ['goal', { goal: ' ' }, 'Fill this in.'],
  ['limits.maxTurns', { turns: 'many' }, 'Write a number.'],
  ['limits.maxTurns', { turns: '' }, 'Write a number.'],
  ['limits.maxTurns', { turns: '0' }, 'At least 1.'],
  ['limits.maxTurns', { turns: '1.5' }, 'Write a whole number.'],
  ['parameters.temperature', { temperature: '3' }, 'At most 2.'],
  ['approvals.assignees', { assignees: '\n' }, 'Fill this in.'],
  ['webhookUrl', { webhookUrl: 'ftp://x' }, 'expected an http or https address'],
] as const)('says at %s what is wrong with %j', (path, change, words) => {
  expect(problemsOf(bodyOf(draft(change)), t)).toEqual({ [path]: expect.stringContaining(words) });
});

it('says which host or argument of which tool is wrong', () => {
  const [first, second] = draft().tools as [AgentDraft['tools'][0], AgentDraft['tools'][0]];
  const problems = problemsOf(
    bodyOf(draft({ tools: [first, { ...second, hosts: 'example.com\nhttps://x', arguments: [] }] })),
    t,
  );
  expect(problemAt(problems, 'tools[1].constraints.hosts')).toContain('expected a host');
  expect(problemAt(problems, 'tools[0]')).toBeUndefined();
  const named = { name: 'a b', values: '', pattern: '(a+)+', min: '', max: '' };
  const other = problemsOf(bodyOf(draft({ tools: [{ ...first, arguments: [named] }] })), t);
  expect(problemAt(other, 'tools[0].constraints.arguments')).toBeDefined();
});

it('reads what the server says of single fields', () => {
  const error = new ApiProblem('AGENT_NAME_TAKEN', 409, 'Taken', { issues: [{ path: 'name', message: 'taken' }] });
  expect(issuesByField(error)).toEqual({ name: 'taken' });
  expect(issuesByField(undefined)).toEqual({});
});

it('says why a model is refused, and which pass', () => {
  const error = new ApiProblem('MODEL_NO_TOOLS', 422, 'No tools', {
    detail: 'x/y cannot call tools',
    issues: [{ path: 'model', message: 'these can call tools: x/z' }],
  });
  expect(modelRefusal(error)).toBe('x/y cannot call tools: these can call tools: x/z');
  expect(modelRefusal(new ApiProblem('AGENT_NAME_TAKEN', 409, 'Taken'))).toBeUndefined();
});
