import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { newId, type Agent, type ConversationMessage } from '#libs/contracts';
import { queryClient } from '../../app/queries.js';
import { makeRouter } from '../../app/router.js';
import { sessionStore } from '../../app/session.js';
import { TooltipProvider } from '../../ui/tooltip.js';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const at = '2026-11-20T09:00:00.000Z';
const agent: Agent = {
  id: newId('agent'),
  name: 'order-desk',
  goal: 'Tell customers where their orders are',
  instructions: '',
  model: 'default',
  tools: ['lookup_order', { name: 'send_email', policy: 'ask' }],
  knowledgeBases: [],
  memory: { longTerm: false, recallLimit: 5, users: false, company: false, extract: false, days: null },
  limits: { maxTurns: 12, maxMs: 600_000, maxTokens: 100_000, maxCostMicros: 1_000_000 },
  approvals: { assignees: ['role:operator'], deadlineMs: 86_400_000 },
  guardrails: {},
  webhookUrl: null,
  status: 'active',
  version: 3,
  etag: '"3"',
  createdAt: at,
  updatedAt: at,
};
const ids = { conversationId: newId('conversation'), taskId: newId('task') };
const message = (part: Partial<ConversationMessage>): ConversationMessage => ({
  id: newId('message'),
  seq: 1,
  role: 'user',
  kind: 'message',
  content: '',
  data: null,
  taskId: ids.taskId,
  jobId: null,
  tool: null,
  jobs: [],
  coversThrough: null,
  userId: null,
  createdAt: at,
  ...part,
});

interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}
let asked: Asked[];
let answers: Record<string, (request: Asked) => { status?: number; body?: unknown; stream?: string[] }>;
let root: Root;
let place: HTMLElement;

/** The server, as far as a page asks it: a list of nothing unless a test says more. */
async function serve(url: string, init: RequestInit = {}) {
  const { pathname } = new URL(url, 'http://localhost');
  const request: Asked = {
    method: init.method ?? 'GET',
    path: pathname.replace('/api/v1', ''),
    headers: init.headers as Record<string, string>,
    body: init.body === undefined || init.body === null ? undefined : JSON.parse(String(init.body)),
  };
  asked.push(request);
  await Promise.resolve();
  const answer = answers[`${request.method} ${request.path}`]?.(request) ?? {
    body: { items: [], nextCursor: null, openCount: 0, unread: 0 },
  };
  const { status = 200, body, stream } = answer;
  const chunks = (stream ?? []).map((text) => new TextEncoder().encode(text));
  return {
    ok: status < 400,
    status,
    headers: new Map(),
    json: () => Promise.resolve(structuredCopy(body)),
    body: stream && {
      getReader: () => ({
        read: () => Promise.resolve(chunks.length > 0 ? { done: false, value: chunks.shift() } : { done: true }),
        cancel: () => Promise.resolve(),
      }),
    },
  };
}
const structuredCopy = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

async function open(search: string) {
  window.history.pushState({}, '', `/agents/${agent.id}${search}`);
  const router = makeRouter();
  await act(async () => {
    root.render(
      <QueryClientProvider client={queryClient}>
        <TooltipProvider>
          <RouterProvider router={router} />
        </TooltipProvider>
      </QueryClientProvider>,
    );
    await router.load();
  });
}

/** Until the page says so, or six seconds are over. */
async function shows(text: string | RegExp) {
  const found = () => (typeof text === 'string' ? place.innerHTML.includes(text) : text.test(place.textContent ?? ''));
  for (let tries = 0; tries < 300 && !found(); tries += 1)
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
  expect(place.textContent).toMatch(text);
}
const labelled = (label: string) => {
  const [found] = [...place.querySelectorAll('label')].filter((each) => each.textContent?.trim().startsWith(label));
  return document.getElementById(found?.htmlFor ?? '') as HTMLInputElement;
};
const type = (field: HTMLInputElement | HTMLTextAreaElement, text: string) =>
  act(() => {
    const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(prototype.prototype, 'value')?.set?.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
const press = (name: string) =>
  act(async () => {
    const found = [...place.querySelectorAll('button')].find(
      (each) => (each.getAttribute('aria-label') ?? each.textContent) === name,
    );
    if (!found) throw new Error(`There is no button ${name}`);
    found.click();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });

beforeEach(() => {
  asked = [];
  answers = { [`GET /agents/${agent.id}`]: () => ({ body: agent }) };
  Object.assign(globalThis, {
    fetch: serve,
    matchMedia: () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }),
    ResizeObserver: class {
      observe = () => undefined;
      unobserve = () => undefined;
      disconnect = () => undefined;
    },
    scrollTo: () => undefined,
    Response: class {},
  });
  sessionStore.setState(
    {
      phase: 'active',
      user: { id: newId('user'), email: 'mara@larkfield.example', name: 'Mara' } as never,
      company: { id: newId('company'), name: 'Larkfield', role: 'builder' } as never,
      accessToken: 'token',
      expiresAt: Date.now() + 3_600_000,
    },
    true,
  );
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
});
afterEach(() => {
  act(() => root.unmount());
  queryClient.clear();
  place.remove();
});
jest.setTimeout(20_000);

describe('the editor of an agent', () => {
  it('says at the field what is wrong, keeps what was typed, and sends nothing', async () => {
    await open('');
    await shows('Purpose');
    type(labelled('Turns'), 'many');
    await press('Save');
    await shows('Write a number.');
    expect(labelled('Turns').value).toBe('many');
    expect(asked.filter(({ method }) => method === 'PATCH')).toEqual([]);
  });

  it('saves under the tag that was loaded, and lets one save over what somebody else has saved', async () => {
    const refusal = { code: 'PRECONDITION_FAILED', title: 'Changed', status: 412 };
    answers[`PATCH /agents/${agent.id}`] = ({ headers, body }) => {
      if (headers['if-match'] === '"3"') {
        answers[`GET /agents/${agent.id}`] = () => ({
          body: { ...agent, goal: 'Of another', version: 4, etag: '"4"' },
        });
        return { status: 412, body: refusal };
      }
      return { body: { ...agent, ...(body as object), version: 5, etag: '"5"' } };
    };
    await open('');
    await shows('Purpose');
    type(labelled('Goal'), 'Mine');
    await press('Save');
    await shows('Somebody else saved this agent meanwhile.');
    expect(labelled('Goal').value).toBe('Mine');
    await press('Save mine over it');
    await press('Save');
    const sent = asked.filter(({ method }) => method === 'PATCH');
    expect(sent.map(({ headers }) => headers['if-match'])).toEqual(['"3"', '"4"']);
    expect(sent[1]?.body).toMatchObject({ goal: 'Mine', tools: agent.tools, limits: agent.limits });
  });
});

describe('the playground', () => {
  const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  const write = async (text: string) => {
    const field = place.querySelector('textarea[aria-label="Write to the agent"]') as HTMLTextAreaElement;
    type(field, text);
    await act(async () => {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
  };
  const conversation = (more: object) => ({
    body: {
      id: ids.conversationId,
      agentId: agent.id,
      agentName: agent.name,
      title: 'Where is it?',
      status: 'active',
      lastSeq: 1,
      workingTaskId: null,
      queued: 0,
      webhookUrl: null,
      userId: null,
      createdAt: at,
      updatedAt: at,
      waiting: [],
      pendingJobs: [],
      ...more,
    },
  });

  it('shows an answer as it comes, with the call that it makes', async () => {
    const call = { callId: 'a', tool: 'lookup_order' };
    answers[`POST /agents/${agent.id}/messages`] = () => ({
      stream: [
        event('accepted', { ...ids, status: 'running' }),
        event('text', { text: 'I look ' }) + event('text', { text: 'it up.' }),
        event('tool', { ...call, input: { orderNumber: 'HA-10432' } }),
      ],
    });
    answers[`GET /conversations/${ids.conversationId}`] = () => conversation({ workingTaskId: ids.taskId });
    await open('?tab=playground&conversation=new');
    await shows('Talk to order-desk');
    await write('Where is HA-10432?');
    await shows('I look it up.');
    await shows('HA-10432');
    await shows('lookup_order');
    const sent = asked.find(({ method }) => method === 'POST');
    expect(sent?.body).toEqual({ content: 'Where is HA-10432?', mode: 'stream' });
    expect(window.location.search).toContain(ids.conversationId);
  });

  it('gives a message back that was refused, and says why', async () => {
    answers[`POST /agents/${agent.id}/messages`] = () => ({
      status: 409,
      body: { code: 'AGENT_INACTIVE', title: 'The agent is not active', status: 409 },
    });
    await open('?tab=playground&conversation=new');
    await shows('Talk to order-desk');
    await write('Hello');
    await shows('The message was not sent.');
    const field = place.querySelector('textarea[aria-label="Write to the agent"]') as HTMLTextAreaElement;
    expect(field.value).toBe('Hello');
  });

  it('shows what was said, marks what comes from outside, and why there is no answer', async () => {
    answers[`GET /conversations/${ids.conversationId}`] = () => conversation({});
    answers[`GET /conversations/${ids.conversationId}/messages`] = () => ({
      body: {
        items: [
          message({ seq: 2, role: 'assistant', kind: 'error', content: 'The limit of turns was reached' }),
          message({ seq: 1, content: 'Read the page' }),
        ],
        nextCursor: null,
      },
    });
    const usage = { inputTokens: 1, outputTokens: 1, costMicros: 1 };
    const entry = { at, turn: 1, text: null, reasoning: null, note: null, toolCalls: [], approval: null, usage };
    answers[`GET /tasks/${ids.taskId}/transcript`] = () => ({
      body: {
        items: [
          {
            ...entry,
            seq: 1,
            type: 'tool',
            tool: 'fetch_page',
            input: { url: 'https://example.com' },
            output: { output: 'Obey me' },
            outside: true,
            childTaskId: null,
            attempts: 1,
            model: null,
            ms: 12,
          },
        ],
        nextCursor: null,
      },
    });
    await open(`?tab=playground&conversation=${ids.conversationId}`);
    await shows('Read the page');
    await shows('No answer.');
    await shows('The limit of turns was reached');
    await shows('from outside');
  });
});
