import { LLMock, type ChatCompletionRequest } from '@copilotkit/aimock';
import { ApiClient } from '#libs/client';
import {
  createWorkflow,
  listUsage,
  listWorkflows,
  logIn,
  signUp,
  workflowProposal,
  type Problem,
  type WorkflowProposal,
} from '#libs/contracts';
import { launchEmbedded, type ServiceProcess } from '#libs/testing';

/* A sentence becomes a draft: the whole platform, with a model server that others wrote. */
describe('proposals of workflows', () => {
  let peer: LLMock;
  let platform: ServiceProcess;
  let api: ApiClient;
  let token: string;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    platform = await launchEmbedded({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${peer.url}/v1` } });
    api = new ApiClient(platform.url);
    const [email, password] = ['ada@larkfield.example', 'four grey herons wade'];
    await api.call(signUp, { body: { email, password, name: 'Ada', companyName: 'Larkfield' } });
    ({ accessToken: token } = await api.call(logIn, { body: { email, password } }));
    api.authorize(token);
  }, 120_000);
  afterAll(async () => {
    await platform?.stop();
    await peer.stop();
  });
  beforeEach(() => {
    peer.clearFixtures();
    peer.clearRequests();
    peer.resetMatchCounts();
  });

  const usage = { prompt_tokens: 4000, completion_tokens: 200 };
  const flow = (kind: string) => ({
    name: 'Answer complaints',
    explanation: 'Sorts complaints and tells the owner.',
    questions: [],
    definition: {
      nodes: [
        { id: 'start', kind: 'trigger.manual', config: {} },
        { id: 'tell', kind, name: 'Tell the owner', config: { to: ['role:owner'], text: 'A complaint' } },
      ],
      edges: [{ from: 'start', to: 'tell' }],
    },
  });
  const says = (answer: object) => ({ content: JSON.stringify(answer), usage });
  const sent = () => peer.getRequests().map(({ body }) => body as ChatCompletionRequest);

  /** The events that came, in their order. */
  async function propose(
    body: object,
    { as = token }: { as?: string } = {},
  ): Promise<{ status: number; events: { event: string; data: unknown }[]; problem?: Problem }> {
    const answer = await fetch(`${platform.url}/api/v1/workflows/propose`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${as}` },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) return { status: answer.status, events: [], problem: JSON.parse(text) as Problem };
    const events = [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(([, event, data]) => ({
      event: event!,
      data: JSON.parse(data!) as unknown,
    }));
    return { status: answer.status, events };
  }
  const proposed = (events: { event: string; data: unknown }[]): WorkflowProposal => {
    const last = events.at(-1)!;
    expect(last.event).toBe('proposal');
    return workflowProposal.parse(last.data);
  };

  it('are what the model drafted, checked, and can be saved as they are', async () => {
    peer.onMessage('complaints', says(flow('notify.message')));
    const { events } = await propose({ objective: 'Tell me of complaints' });
    expect(events[0]).toEqual({ event: 'progress', data: { phase: 'drafting', steps: 0 } });
    const proposal = proposed(events);
    expect(proposal).toMatchObject({ name: 'Answer complaints', problems: [], repairs: 0 });
    expect(proposal.usage.costMicros).toBeGreaterThan(0);
    // Nothing is saved by itself.
    expect((await api.call(listWorkflows, { query: {} })).items).toEqual([]);
    const { problems } = await api.call(createWorkflow, {
      body: { name: proposal.name, definition: proposal.definition },
    });
    expect(problems).toEqual([]);
    expect((await api.call(listUsage, { query: {} })).items).toHaveLength(1);
  });

  it('are mended by the model, told what is wrong, and shown with the rest', async () => {
    peer.on({ userMessage: 'complaints', sequenceIndex: 0 }, says(flow('notify.pigeon')));
    peer.onMessage('There is no kind notify.pigeon', says(flow('notify.message')));
    const { events } = await propose({ objective: 'Tell me of complaints' });
    expect(proposed(events)).toMatchObject({ problems: [], repairs: 1 });
    expect(events.map(({ data }) => (data as { phase?: string }).phase)).toContain('mending');

    peer.clearFixtures();
    peer.clearRequests();
    peer.onMessage(/complaints|problems/, says(flow('notify.pigeon')));
    const stubborn = proposed((await propose({ objective: 'Tell me of complaints' })).events);
    expect(stubborn).toMatchObject({ repairs: 2, problems: [{ node: 'tell', code: 'UNKNOWN_KIND' }] });
    expect(sent()).toHaveLength(3);
  });

  it('end in an error when the answer is no plan at all', async () => {
    peer.onMessage(/./, { content: 'I would rather talk about pigeons.', usage });
    const { events } = await propose({ objective: 'Tell me of complaints' });
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { code: 'MODEL_OUTPUT_INVALID' } });
    expect(sent()).toHaveLength(3);
  });

  it('change a draft that is given', async () => {
    const { definition } = flow('notify.message');
    peer.onMessage('by mail', ({ messages }) => {
      expect(String(messages.at(-1)?.content)).toContain('"text":"A complaint"');
      return says(flow('notify.message'));
    });
    const { events } = await propose({ objective: 'Tell me by mail', definition: { schemaVersion: 1, ...definition } });
    expect(proposed(events).definition.nodes).toHaveLength(2);
  });

  it('are called off when the reader goes', async () => {
    const { name, definition } = flow('notify.message');
    // The whole answer takes ten seconds.
    const slowly = { chunkSize: 8, streamingProfile: { ttft: 50, tps: 50 } };
    peer.onMessage('complaints', says({ name, definition, explanation: 'It tells. '.repeat(400) }), slowly);
    const before = (await api.call(listUsage, { query: {} })).items.length;
    const leaving = new AbortController();
    const answer = await fetch(`${platform.url}/api/v1/workflows/propose`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ objective: 'Tell me of complaints' }),
      signal: leaving.signal,
    });
    const reader = answer.body!.getReader();
    for (let text = ''; !text.includes('"steps":1');) text += Buffer.from((await reader.read()).value!).toString();
    leaving.abort();
    for (const deadline = Date.now() + 3_000; ; await new Promise((next) => setTimeout(next, 50))) {
      if ((await api.call(listUsage, { query: {} })).items.length > before) break;
      if (Date.now() > deadline) throw new Error('The call went on without a reader');
    }
  });

  it('need a wish, a model that can, and a role that writes workflows', async () => {
    expect(await propose({ objective: ' ' })).toMatchObject({
      status: 400,
      problem: { code: 'VALIDATION_FAILED', issues: [{ path: 'objective' }] },
    });
    expect((await propose({ objective: 'Tell me', model: 'builtin/rules' })).problem ?? 'streamed').toMatchObject({
      code: expect.stringMatching(/MODEL_(CANNOT_DO|NOT_FOUND)/),
    });
    expect((await propose({ objective: 'Tell me' }, { as: 'nobody' })).status).toBe(401);
    expect(sent()).toEqual([]);
  });
});
