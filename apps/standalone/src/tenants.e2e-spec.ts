import {
  activateAgent,
  createAgent,
  createArtifact,
  createBudget,
  createInvitation,
  createChannel,
  createKnowledgeBase,
  createCredential,
  createPrompt,
  createProvider,
  createSuppression,
  createTool,
  createWatcher,
  createWorkflow,
  importRecordingSet,
  listAgentExposures,
  listAgents,
  listTasks,
  listArtifacts,
  listAuditEvents,
  listConversations,
  listCredentials,
  listDeadLetters,
  listDeliveries,
  listHooks,
  listInbox,
  listInvitations,
  listJobs,
  listKnowledgeBases,
  listBudgets,
  listMembers,
  listNotifications,
  listPrompts,
  listRecordings,
  listRuns,
  listSchedules,
  listTools,
  listWatchers,
  listUsage,
  listModelPrices,
  listWorkflowExposures,
  listWorkflows,
  newId,
  postMessage,
  publishPrompt,
  runAgentByName,
  setAgentExposure,
  setModelPrice,
  setWorkflowExposure,
  startBench,
  startJob,
  type RouteSpec,
} from '#libs/contracts';
import { type ApiClient, ApiProblem } from '#libs/client';
import { allRoutes, eventually, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';
import type { Definition } from '#libs/workflow';

let platform: ServiceProcess;
let owner: Tenant;
let stranger: Tenant;
/** Ids of the owner's things, by the segment before the id in the routes that take them. */
const things: Record<string, string> = {};

const definition: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'ask', kind: 'human.approval', config: { title: 'Secret question', assignees: ['role:owner'] } },
    { id: 'clock', kind: 'trigger.schedule', config: { cron: '0 0 1 1 *' } },
    { id: 'hook', kind: 'trigger.webhook', config: {} },
  ],
  edges: [
    { from: 'start', to: 'ask' },
    { from: 'clock', to: 'ask' },
    { from: 'hook', to: 'ask' },
  ],
};

beforeAll(async () => {
  platform = await launchEmbedded();
  [owner, stranger] = [await Tenant.signUp(platform.url), await Tenant.signUp(platform.url)];
  const workflow = await owner.publish('Secret workflow', definition);
  const run = await owner.run(workflow, {});
  const item = await eventually(async () => {
    const { items } = await owner.owner.call(listInbox, {});
    if (!items[0]) throw new Error('nothing in the inbox yet');
    return items[0];
  });
  const agent = await owner.owner.call(createAgent, { body: { name: 'secret-agent', goal: 'Keep it' } });
  await owner.owner.call(activateAgent, { params: { id: agent.id }, body: {} });
  await owner.owner.call(setAgentExposure, { params: { id: agent.id }, body: { mcp: true } });
  await owner.owner.call(setWorkflowExposure, { params: { id: workflow }, body: { mcp: true } });
  const { taskId } = await owner.owner.call(runAgentByName, { params: { name: 'secret-agent' }, body: {} });
  const { conversationId } = await owner.owner.call(postMessage, {
    params: { id: agent.id },
    body: { content: 'Secret words', mode: 'async' },
  });
  const job = await owner.owner.call(startJob, {
    params: { id: 'calculator' },
    body: { input: { expression: '6 * 7' } },
  });
  const artifact = await owner.owner.call(createArtifact, { body: { name: 'secret.txt', text: 'secret' } });
  const channel = await owner.owner.call(createChannel, {
    body: { kind: 'slack', name: 'Secret', webhookUrl: 'https://hooks.slack.com/services/secret' },
  });
  const suppressed = await owner.owner.call(createSuppression, { body: { address: 'secret@example.com' } });
  const watcher = await owner.owner.call(createWatcher, {
    body: { name: 'Secret', on: 'run.failed', to: ['role:owner'] },
  });
  const credential = await owner.owner.call(createCredential, {
    body: { kind: 'bearer', name: 'Secret', allowedHosts: ['api.example.com'], token: 'secret token' },
  });
  const provider = await owner.owner.call(createProvider, {
    body: {
      provider: 'openai',
      settings: { apiKey: 'sk-secret', baseUrl: 'https://models.example.com' },
      enabled: true,
    },
  });
  const price = await owner.owner.call(setModelPrice, { body: { model: 'openai/gpt-5', input: 1, output: 1 } });
  const budget = await owner.owner.call(createBudget, {
    body: { name: 'Secret', scope: 'company', period: 'month', limitMicros: 1_000_000, action: 'stop' },
  });
  const prompt = await owner.owner.call(createPrompt, {
    body: { name: 'secret', content: { messages: [{ role: 'user', content: 'Keep it' }] } },
  });
  await owner.owner.call(publishPrompt, { params: { id: prompt.id }, body: {} });
  const bench = await owner.owner.call(startBench, {
    params: { id: prompt.id },
    body: { models: ['builtin/rules'], inputs: [{ name: 'one', variables: {} }] },
  });
  const usage = { inputTokens: 1, outputTokens: 1, costMicros: 0, model: 'openai/gpt-5', provider: 'openai', ms: 1 };
  const line = {
    request: { messages: [{ role: 'user', content: 'Keep it' }] },
    parts: [{ t: 0, type: 'end', finish: 'stop', usage }],
    model: 'openai/gpt-5',
  };
  await owner.owner.call(importRecordingSet, { params: { name: 'secret' }, body: { lines: JSON.stringify(line) } });
  const tool = await owner.owner.call(createTool, {
    body: { name: 'secret_tool', description: 'Keeps it', definition: { kind: 'code', code: 'return "secret"' } },
  });
  const knowledge = await owner.owner.call(createKnowledgeBase, { body: { name: 'Secret handbook' } });
  const invited = await owner.owner.call(createInvitation, {
    body: { email: 'invited@tenant.example', role: 'viewer' },
  });
  const { items: recordings } = await owner.owner.call(listRecordings, {});
  const { items: schedules } = await owner.owner.call(listSchedules, {});
  const { items: members } = await owner.owner.call(listMembers, {});
  const audited = await eventually(async () => {
    const { items } = await owner.owner.call(listAuditEvents, { query: { target: credential.id } });
    if (!items[0]) throw new Error('not in the audit log yet');
    return items[0];
  });
  Object.assign(things, {
    workflows: workflow,
    runs: run,
    inbox: item.id,
    agents: agent.id,
    tasks: taskId,
    status: taskId,
    a2a: agent.id,
    conversations: conversationId,
    jobs: job.id,
    artifacts: artifact.id,
    'notification-channels': channel.id,
    watchers: watcher.id,
    suppressions: suppressed.id,
    members: members[0]!.id,
    invitations: invited.id,
    credentials: credential.id,
    schedules: schedules[0]!.id,
    providers: provider.id,
    'model-prices': price.id,
    budgets: budget.id,
    prompts: prompt.id,
    'prompt-benches': bench.id,
    recordings: recordings[0]!.id,
    tools: tool.id,
    'knowledge-bases': knowledge.id,
    'audit-events': audited.id,
  });
}, 90_000);
afterAll(() => platform.stop());

const other = {
  documentId: newId('knowledgeDocument'),
  sourceId: newId('knowledgeSource'),
  questionId: newId('knowledgeQuestion'),
};

const withIds = allRoutes().filter(
  ([, { path }]) =>
    /\/:(id|taskId)(\/|$)/.test(path) &&
    things !== undefined &&
    !path.startsWith('/auth/') &&
    // Models are named, not owned.
    !path.startsWith('/openai/') &&
    // No request makes one; dead-letters.int-spec.ts asks for another company's.
    !path.startsWith('/dead-letters/') &&
    !path.startsWith('/deliveries/') &&
    !path.startsWith('/notifications/'),
);

/** Bodies that the route itself would accept. */
const bodies: Record<string, unknown> = {
  saveDraft: { definition },
  rollbackWorkflow: { version: 1 },
  updateMember: { role: 'viewer' },
  signalRun: { name: 'x' },
  startRuns: { inputs: [{}] },
  answerInboxItem: { decision: 'approved' },
  delegateInboxItem: { to: 'role:owner' },
  assignInboxItem: { assignees: ['role:owner'] },
  pinSample: { output: 1 },
  raiseBudget: { micros: 1 },
  savePromptDraft: { content: { messages: [{ role: 'user', content: 'Give it' }] } },
  rollbackPrompt: { version: 1 },
  startBench: { models: ['builtin/rules'], inputs: [{ name: 'one', variables: {} }] },
  rotateProvider: { settings: { apiKey: 'sk-other' } },
  postMessage: { content: 'Tell' },
  testCredential: { url: 'https://api.example.com/' },
  rollBackAgent: { version: 1 },
  testTool: { input: {} },
  startJob: { input: {} },
  updateTool: { risk: 'low' },
  approveTool: { hash: 'any' },
  cloneAgent: { name: 'mine' },
  rateTask: { score: 1 },
  addKnowledgeDocuments: { url: 'https://a.example/' },
  searchKnowledge: { query: 'secret' },
  addKnowledgeQuestions: { questions: [{ question: 'x', expected: [{ documentId: other.documentId }] }] },
  addKnowledgeSource: { name: 'x', config: { kind: 'page', url: 'https://a.example/' } },
  setWorkflowExposure: { mcp: true },
  setAgentExposure: { mcp: true, a2a: true },
};
const queries: Record<string, unknown> = { compareAgentVersions: { from: 1, to: 1 } };

describe('A1: one company sees and touches nothing of another', () => {
  it.each(withIds)('%s', async (name, route: RouteSpec) => {
    const id = things[/([^/]+)\/:(?:id|taskId)(\/|$)/.exec(route.path)![1]!]!;
    expect(id).toBeTruthy();
    const params = { id, taskId: id, version: 1, a: 1, b: 'draft', node: 'ask', ...other };
    const body = route.body === undefined ? {} : { body: bodies[name] ?? {} };
    const query = queries[name] === undefined ? {} : { query: queries[name] };
    const attempt = stranger.owner.call(route, { params, ...query, ...body } as never, { 'if-match': '*' });
    await expect(attempt).rejects.toMatchObject({ status: 404 });
    await expect(attempt).rejects.toBeInstanceOf(ApiProblem);
  });

  it('lists show none of it', async () => {
    for (const route of [
      listWorkflows,
      listRuns,
      listAgents,
      listTasks,
      listArtifacts,
      listDeliveries,
      listUsage,
      listInbox,
      listNotifications,
      listCredentials,
      listSchedules,
      listDeadLetters,
      listModelPrices,
      listBudgets,
      listPrompts,
      listWatchers,
      listRecordings,
      listConversations,
      listInvitations,
      listJobs,
      listKnowledgeBases,
      listHooks,
      listAgentExposures,
      listWorkflowExposures,
    ]) {
      const page = await stranger.owner.call(route as typeof listRuns, {});
      expect([route.path, page.items]).toEqual([route.path, []]);
    }
    const { items: told } = await stranger.owner.call(listAuditEvents, { query: { limit: 200 } });
    expect(JSON.stringify(told)).not.toMatch(/secret/i);
    expect((await stranger.owner.call(listMembers, {})).items).toHaveLength(1);
    expect((await stranger.owner.call(listTools, { query: { source: 'custom' } })).items).toEqual([]);
  });

  it('a channel never shows its secret again', async () => {
    const text = JSON.stringify(await owner.owner.call((await import('#libs/contracts')).listChannels, {}));
    expect(text).toContain('hooks.slack.com');
    expect(text).not.toContain('services/secret');
  });

  it('a run cannot use what the other company has', async () => {
    const workflow = await stranger.owner.call(createWorkflow, {
      body: {
        name: 'Borrow',
        definition: {
          ...definition,
          nodes: [
            definition.nodes[0]!,
            { id: 'ask', kind: 'agent.task', config: { agent: things['agents']!, goal: 'x' } },
          ],
          edges: [definition.edges[0]!],
        },
      },
    });
    const client: ApiClient = stranger.owner;
    await client.call((await import('#libs/contracts')).publishWorkflow, { params: { id: workflow.id }, body: {} });
    const run = await stranger.finished(await stranger.run(workflow.id, {}));
    expect(run.error).toMatchObject({ code: 'AGENT_NOT_FOUND' });
  });
});
