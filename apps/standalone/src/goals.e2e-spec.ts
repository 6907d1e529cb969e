import { join } from 'node:path';
import { LLMock, type ChatCompletionRequest } from '@copilotkit/aimock';
import {
  acceptGoal,
  activateAgent,
  answerGoal,
  createAgent,
  createGoal,
  deleteGoal,
  getArtifact,
  getGoal,
  getWorkflow,
  listArtifacts,
  listGoalResults,
  listRuns,
  listSchedules,
  listWorkflows,
  pauseGoal,
  rejectGoal,
  replanGoal,
  resumeGoal,
  runGoal,
  setGoalPolicy,
  setToolSettings,
  type Goal,
} from '#libs/contracts';
import {
  eventually,
  fortyGoals,
  HttpPeer,
  launchEmbedded,
  Tenant,
  type ScriptedPlan,
  type ServiceProcess,
} from '#libs/testing';

const news = 'Search for the latest AI news, summarize the top 5 articles, and save to a markdown file';

/* A sentence becomes a plan that runs: the whole platform, a model server that others wrote, a search engine and a website at the wire. */
describe('goals', () => {
  const script = new Map(fortyGoals.map(({ objective, says }) => [objective, says]));
  const asked = new Map<string, number>();
  let model: LLMock;
  let web: HttpPeer;
  let platform: ServiceProcess;
  let tenant: Tenant;

  beforeAll(async () => {
    model = new LLMock({ port: 0 });
    [web] = await Promise.all([HttpPeer.start(), model.start()]);
    web.answer = ({ path }) => pageOf(web.url, path);
    model.on({ predicate: () => true }, ({ messages }) => answerTo(messages));
    platform = await launchEmbedded({
      env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${model.url}/v1`, AAAS_EGRESS_ALLOW: '127.0.0.1' },
    });
    tenant = await Tenant.signUp(platform.url);
    const { id } = await tenant.owner.call(createAgent, { body: { name: 'analyst', goal: 'Analyse' } });
    await tenant.owner.call(activateAgent, { params: { id }, body: {} });
    await tenant.owner.call(setToolSettings, { body: { search: { provider: 'searxng', url: web.url } } as never });
  }, 120_000);
  afterAll(async () => {
    await platform?.stop();
    await Promise.all([model.stop(), web.stop()]);
  });

  /** What the model says to a planner, to a summary of an article, and of a run that is over. */
  function answerTo(messages: ChatCompletionRequest['messages']) {
    const texts = messages.map(({ role, content }) => ({ role, text: String(content) }));
    const wish = texts.find(({ role, text }) => role === 'user' && text.startsWith('Wish: '))?.text;
    const last = texts.at(-1)!.text;
    if (wish === undefined)
      return { content: last.startsWith('Goal: ') ? `Reached. ${/Article \d/.exec(last)?.[0] ?? ''}` : 'In short.' };
    const objective = wish.slice('Wish: '.length).split('\n')[0]!;
    const says = script.get(objective) ?? [];
    const turn = asked.get(objective) ?? 0;
    asked.set(objective, turn + 1);
    return { content: JSON.stringify(says[Math.min(turn, says.length - 1)]) };
  }

  const create = (objective: string, more: object = {}): Promise<Goal> =>
    tenant.owner.call(createGoal, { query: { wait: 30 }, body: { objective, ...more } as never });
  const get = (id: string): Promise<Goal> => tenant.owner.call(getGoal, { params: { id } });
  const concluded = (id: string, count = 1) =>
    eventually(async () => {
      const { items } = await tenant.owner.call(listGoalResults, { params: { id } });
      const told = items.filter(({ synthesis, error }) => synthesis !== null || error !== null);
      if (told.length < count) throw new Error(`${told.length} results of ${count}`);
      return told;
    });
  const runsOf = async ({ workflowId }: Goal) =>
    (await tenant.owner.call(listRuns, { query: { workflowId: workflowId! } })).items;
  const says = (objective: string, ...plans: object[]) => script.set(objective, plans as ScriptedPlan[]);
  const plan = (nodes: object[], edges: [string, string][], more: object = {}) => ({
    name: 'A plan',
    intent: 'What is wanted',
    explanation: 'It does it.',
    facts: [],
    questions: [],
    definition: { nodes, edges: edges.map(([from, to]) => ({ from, to })) },
    ...more,
  });

  it.each(fortyGoals)('$objective: $ends', async ({ objective, ends, repairs, problems }) => {
    const goal = await create(objective);
    if (ends === 'stuck') {
      expect(goal).toMatchObject({ status: 'planned', repairs });
      expect([...new Set(goal.problems.map(({ code }) => code))]).toEqual(problems);
      await expect(tenant.owner.call(acceptGoal, { params: { id: goal.id } })).rejects.toMatchObject({
        status: 422,
      });
      await expect(tenant.owner.call(runGoal, { params: { id: goal.id } })).rejects.toMatchObject({
        status: 422,
      });
      expect(await runsOf(goal)).toEqual([]);
      return;
    }
    expect(goal.status).toBe(ends);
    if (ends === 'planned') {
      expect(goal).toMatchObject({ problems: [], repairs, intent: 'What is wanted' });
      expect((await tenant.owner.call(getWorkflow, { params: { id: goal.workflowId! } })).problems).toEqual([]);
    } else expect(goal.workflowId).toBeNull();
    if (ends === 'clarifying') expect(goal.questions.length).toBeGreaterThan(0);
    if (ends === 'refused') expect(goal.reason).toMatch(/repair|harm/);
    if (ends === 'failed') expect(goal.error).toMatchObject({ code: 'MODEL_OUTPUT_INVALID' });
  });

  it('each day at nine in New York, the news is searched, summed up and kept as a file', async () => {
    const nodes = [
      { id: 'start', kind: 'trigger.manual', config: {} },
      { id: 'search', kind: 'tool.call', config: { tool: 'web_search', input: { query: 'latest AI news', count: 5 } } },
      {
        id: 'each',
        kind: 'flow.map',
        config: {
          items: '{{ steps.search.output.results }}',
          result: '{{ "## " + item.title + "\\n" + steps.sum.output.summary + "\\n" + item.url }}',
        },
      },
      {
        id: 'read',
        kind: 'tool.call',
        parent: 'each',
        config: { tool: 'fetch_page', input: { url: '{{ item.url }}' } },
      },
      { id: 'sum', kind: 'ai.summarize', parent: 'each', config: { text: '{{ steps.read.output.text }}' } },
      {
        id: 'save',
        kind: 'tool.call',
        config: {
          tool: 'write_file',
          input: { name: 'ai-news.md', content: '{{ join(steps.each.output, "\\n\\n") }}' },
        },
      },
    ];
    says(
      news,
      plan(nodes, [
        ['start', 'search'],
        ['search', 'each'],
        ['read', 'sum'],
        ['each', 'save'],
      ]),
    );
    const goal = await create(news, { schedule: '0 9 * * *', timezone: 'America/New_York' });
    expect(goal).toMatchObject({
      status: 'planned',
      problems: [],
      schedule: '0 9 * * *',
      timezone: 'America/New_York',
    });
    expect(await tenant.owner.call(acceptGoal, { params: { id: goal.id } })).toMatchObject({
      status: 'active',
    });
    expect(await runsOf(goal)).toEqual([]);
    const schedules = (await tenant.owner.call(listSchedules, {})).items;
    const schedule = schedules.find(({ workflowId }) => workflowId === goal.workflowId)!;
    expect(schedule).toMatchObject({ description: 'At 09:00, America/New_York', timezone: 'America/New_York' });
    const nine = new Intl.DateTimeFormat('en', { timeZone: 'America/New_York', hour: 'numeric', hour12: false });
    for (const at of schedule.nextAt) expect(nine.format(new Date(at))).toMatch(/^0?9$/);

    await comes(schedule.id, Date.parse(schedule.nextAt[0]!) - 86_400_000);
    const [result] = await concluded(goal.id);
    expect(result).toMatchObject({ status: 'succeeded', synthesis: 'Reached.', error: null });
    const [run] = await runsOf(goal);
    expect(run).toMatchObject({ id: result!.runId, trigger: 'trigger.schedule' });
    const { items: files } = await tenant.owner.call(listArtifacts, { query: { runId: run!.id } });
    expect(files).toMatchObject([{ name: 'ai-news.md' }]);
    const file = await (await tenant.owner.open(getArtifact, { params: { id: files[0]!.id } })).text();
    expect(file.split('\n\n')).toHaveLength(5);
    expect(file).toContain(`## Article 1\nIn short.\n${web.url}/articles/1`);
    const paths = web.posts.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining([1, 2, 3, 4, 5].map((number) => `/articles/${number}`)));
    expect(paths).not.toContain('/articles/6');
  });

  /** As if the schedule had waited for this time, and it had come. */
  async function comes(triggerId: string, slot: number) {
    const { default: Sqlite } = await import('libsql');
    const file = new Sqlite(join(platform.folder, 'files', 'company.sqlite'));
    file.pragma('busy_timeout = 5000');
    file.prepare('UPDATE triggers SET next_at = ?, due_at = ? WHERE id = ?').run(slot, slot, triggerId);
    file.close();
  }

  it('ask back until they know enough, and then plan with the answers', async () => {
    const told = plan(
      [
        { id: 'start', kind: 'trigger.manual', config: {} },
        { id: 'say', kind: 'data.set', config: { values: { to: 'Ann' } } },
      ],
      [['start', 'say']],
    );
    const open = { facts: [{ name: 'colleague', known: false, question: 'Which colleague?' }], definition: undefined };
    says(
      'Greet my colleague',
      { ...told, ...open },
      { ...told, facts: [{ name: 'colleague', known: true, value: 'Ann' }] },
    );
    const goal = await create('Greet my colleague');
    expect(goal.questions).toEqual([{ id: 'q1', question: 'Which colleague?' }]);
    const answer = (answers: { id: string; answer: string }[]) =>
      tenant.owner.call(answerGoal, { params: { id: goal.id }, body: { answers } });
    await expect(answer([{ id: 'q2', answer: 'Ann' }])).rejects.toMatchObject({ code: 'GOAL_ANSWER_INVALID' });
    await answer([{ id: 'q1', answer: 'Ann' }]);
    const planned = await settled(goal.id);
    expect(planned).toMatchObject({
      status: 'planned',
      facts: [{ name: 'colleague', value: 'Ann' }],
      answers: [{ question: 'Which colleague?', answer: 'Ann' }],
    });
    const wish = model.getRequests().map(({ body }) => JSON.stringify((body as ChatCompletionRequest).messages));
    expect(wish.filter((text) => text.includes('Which colleague? Ann'))).toHaveLength(1);
    await expect(answer([{ id: 'q1', answer: 'Bob' }])).rejects.toMatchObject({ code: 'GOAL_STATE_FORBIDS' });
    // Without a schedule, it runs when it is accepted.
    await tenant.owner.call(runGoal, { params: { id: goal.id } });
    expect(await concluded(goal.id)).toMatchObject([{ status: 'succeeded' }]);
  });

  const settled = (id: string) =>
    eventually(async () => {
      const goal = await get(id);
      if (goal.status === 'planning') throw new Error('still planning');
      return goal;
    });

  it('go on from a failed step by another way, and keep what succeeded', async () => {
    const nodes = (second: object) => [
      { id: 'start', kind: 'trigger.manual', config: {} },
      { id: 'first', kind: 'tool.call', config: { tool: 'calculator', input: { expression: '6 * 7' } } },
      { id: 'second', ...second },
    ];
    const edges: [string, string][] = [
      ['start', 'first'],
      ['first', 'second'],
    ];
    const fails = { kind: 'data.set', config: { values: { got: '{{ int("the road is closed") }}' } } };
    const works = { kind: 'data.set', config: { values: { got: '{{ steps.first.output.result }}' } } };
    const changed = nodes(works).map((node) =>
      node.id === 'first' ? { ...node, config: { tool: 'calculator', input: { expression: '1' } } } : node,
    );
    says('Carry the answer home', plan(nodes(fails), edges), plan(changed, edges), plan(nodes(works), edges));
    const goal = await create('Carry the answer home');
    await tenant.owner.call(acceptGoal, { params: { id: goal.id } });
    const [failed] = await concluded(goal.id);
    expect(failed).toMatchObject({ status: 'failed' });
    await tenant.owner.call(replanGoal, { params: { id: goal.id }, body: { runId: failed!.runId } });
    const mended = await settled(goal.id);
    // The first answer would have changed what succeeded; the model was told so.
    expect(mended).toMatchObject({ status: 'planned', repairs: 1, replanOf: { runId: failed!.runId, step: 'second' } });
    await tenant.owner.call(acceptGoal, { params: { id: goal.id } });
    expect(await concluded(goal.id, 2)).toMatchObject([{ status: 'succeeded' }, { status: 'failed' }]);
    const [again] = await runsOf(goal);
    expect(await tenant.finished(again!.id)).toMatchObject({ rerunOf: failed!.runId, output: { got: 42 } });
  });

  it('run by themselves where the company lets them, and never with problems', async () => {
    const nodes = (kind: string, config: object) => [
      { id: 'start', kind: 'trigger.manual', config: {} },
      { id: 'work', kind, config },
    ];
    const inward = plan(nodes('data.set', { values: { done: true } }), [['start', 'work']]);
    const outward = plan(nodes('notify.email', { to: ['role:owner'], subject: 'Hello', text: 'Hello' }), [
      ['start', 'work'],
    ]);
    says('Do it alone', inward);
    says('Do it outside', outward);
    const before = await create('Do it alone', { autoRun: true });
    await tenant.owner.call(setGoalPolicy, { body: { autoRun: 'inward' } });
    const goal = await create('Do it alone', { autoRun: true });
    expect(await concluded(goal.id)).toMatchObject([{ status: 'succeeded' }]);
    const outside = await create('Do it outside', { autoRun: true });
    const stuck = await create('Go in circles for ever', { autoRun: true });
    for (const { id } of [before, outside, stuck]) expect((await get(id)).status).toBe('planned');
  });

  it('are paused with their schedule, gone on with, rejected, and deleted with their plan', async () => {
    const goal = await create(news, { schedule: '0 9 * * *' });
    expect(goal.timezone).toBe('UTC');
    const params = { id: goal.id };
    await tenant.owner.call(acceptGoal, { params });
    const stateOf = async () =>
      (await tenant.owner.call(listSchedules, {})).items.find(({ workflowId }) => workflowId === goal.workflowId)
        ?.state;
    expect(await tenant.owner.call(pauseGoal, { params })).toMatchObject({ status: 'paused' });
    expect(await stateOf()).toBe('paused');
    await expect(tenant.owner.call(runGoal, { params })).rejects.toMatchObject({
      code: 'GOAL_STATE_FORBIDS',
    });
    expect(await tenant.owner.call(resumeGoal, { params })).toMatchObject({ status: 'active' });
    expect(await stateOf()).toBe('active');
    const other = await create('Tell me that the platform works');
    const reason = 'Nobody needs it';
    const rejected = await tenant.owner.call(rejectGoal, { params: { id: other.id }, body: { reason } });
    expect(rejected).toMatchObject({ status: 'rejected', reason });
    await tenant.owner.call(deleteGoal, { params });
    expect(await stateOf()).toBeUndefined();
    await expect(get(goal.id)).rejects.toMatchObject({ status: 404 });
    const { items } = await tenant.owner.call(listWorkflows, { query: { limit: 200 } });
    expect(items.map(({ id }) => id)).not.toContain(goal.workflowId);
  });

  it('may be read by all, run by operators, and set by builders', async () => {
    const [viewer, operator] = [await tenant.member('viewer'), await tenant.member('operator')];
    const goal = await create('Tell me that the platform works');
    const params = { id: goal.id };
    expect(await viewer.call(getGoal, { params })).toMatchObject({ id: goal.id });
    await expect(viewer.call(runGoal, { params })).rejects.toMatchObject({ status: 403 });
    await expect(operator.call(runGoal, { params })).rejects.toMatchObject({ status: 403 });
    await tenant.owner.call(acceptGoal, { params });
    expect(await operator.call(runGoal, { params })).toMatchObject({ runId: expect.stringMatching(/^run_/) });
    const body = { objective: 'Anything', autoRun: false };
    await expect(operator.call(createGoal, { query: {}, body })).rejects.toMatchObject({ status: 403 });
  });
});

/** A SearXNG whose results are articles of the same host. */
function pageOf(address: string, path: string) {
  const json = { 'content-type': 'application/json' };
  const html = { 'content-type': 'text/html; charset=utf-8' };
  if (path.startsWith('/search?')) {
    const results = [1, 2, 3, 4, 5, 6, 7].map((number) => ({
      title: `Article ${number}`,
      url: `${address}/articles/${number}`,
      content: `A few words of article ${number}`,
    }));
    return { headers: json, body: JSON.stringify({ results }) };
  }
  const number = /^\/articles\/(\d+)$/.exec(path)?.[1];
  if (number === undefined) return { status: 404, body: 'none' };
  const text = `Machines have learned something new, says article ${number}. `.repeat(20);
  return { headers: html, body: `<!doctype html><title>Article ${number}</title><article><p>${text}</p></article>` };
}
