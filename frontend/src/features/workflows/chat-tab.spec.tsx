import { newId, type ChatTurn, type Workflow } from '#libs/contracts';
import { PageBench } from '../../testing/page-bench.js';

let page: PageBench;
afterEach(() => page.close());
jest.setTimeout(30_000);

const at = '2026-11-20T09:00:00.000Z';
const workflow = {
  id: newId('workflow'),
  name: 'Help desk',
  description: '',
  publishedVersion: 1,
  hasDraftChanges: false,
  nodeCount: 1,
  lastRun: null,
  createdAt: at,
  updatedAt: at,
  problems: [],
  etag: '"1"',
  definition: { schemaVersion: 1, nodes: [{ id: 'asked', kind: 'trigger.chat', config: {} }], edges: [] },
} as unknown as Workflow;
const chatId = newId('chat');
const chat = { id: chatId, workflowId: workflow.id, agentId: null, turns: 1, createdAt: at, updatedAt: at };
const turn: ChatTurn = {
  ...{ seq: 1, content: 'Hello', status: 'answered', answer: '<b>Hi</b> there', error: null },
  ...{ runId: newId('run'), createdAt: at, answeredAt: at },
};

it('shows the chats of a workflow, those of visitors too, and what was said as words', async () => {
  page = new PageBench('viewer');
  page.answers[`GET /workflows/${workflow.id}`] = () => ({ body: workflow });
  page.answers[`GET /workflows/${workflow.id}/chats`] = () => ({
    body: { items: [{ ...chat, widgetId: newId('widget'), title: 'Hello' }], nextCursor: null },
  });
  page.answers[`GET /workflows/${workflow.id}/chats/${chatId}`] = () => ({
    body: { ...chat, widgetId: null, title: 'Hello', said: [turn] },
  });
  await page.open(`/workflows/${workflow.id}?tab=chat`);
  await page.shows('Visitor of a widget');
  await page.press('HelloVisitor of a widget');
  await page.shows('<b>Hi</b> there');
});
