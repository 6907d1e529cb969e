import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  activateAgent,
  answerInboxItem,
  createAgent,
  getArtifact,
  listArtifacts,
  listDeliveries,
  listInbox,
  listNotifications,
  runEvents,
  type RunEvent,
} from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { eventually } from './eventually.js';
import { Tenant } from './tenant.js';
import type { HttpPeer, MailPeer } from './wire-peers.js';

const folder = join(process.cwd(), 'examples/support-triage');
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

interface Message {
  id: string;
}

interface Report {
  rows: { id: string; topic: string; decision: string; why: string; ms: number; tokens: number; costMicros: number }[];
}

/** Two refunds above the limit, bugs, a summary and spam: every way through the sample. */
const chosen = ['msg-001', 'msg-002', 'msg-003', 'msg-004', 'msg-006', 'msg-008', 'msg-011'];
export const sampleMessages = (): Message[] =>
  readFileSync(join(folder, 'inbox.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message)
    .filter(({ id }) => chosen.includes(id));

export interface JourneyPeers {
  mail: MailPeer;
  slack: HttpPeer;
}

/** Sign up → workflow → publish → run → approval → notification → report, as a person's client does it. @returns what it saw */
export async function supportTriageJourney(url: string, { mail, slack }: JourneyPeers) {
  const tenant = await Tenant.signUp(url);
  const operator = await tenant.member('operator');
  const agent = await tenant.owner.call(createAgent, { body: readJson('agent.json') as never });
  await tenant.owner.call(activateAgent, { params: { id: agent.id }, body: {} });
  const workflowId = await tenant.publish('Support triage', readJson('workflow.json') as Definition);
  const messages = sampleMessages();
  const runId = await tenant.run(workflowId, { messages });
  const answers = await answerAll(operator, runId);
  const run = await tenant.finished(runId);
  await eventually(async () => {
    const { items } = await tenant.owner.call(listDeliveries, { query: { runId, limit: 200 } });
    const open = items.filter(({ status }) => status !== 'delivered');
    if (open.length > 0)
      throw new Error(`deliveries are ${open.map(({ status, lastError }) => `${status} ${lastError}`).join(', ')}`);
  });
  const { items: files } = await tenant.owner.call(listArtifacts, { query: { runId } });
  const json = files.find(({ name }) => name === 'report.json')!;
  const report = (await (await tenant.owner.open(getArtifact, { params: { id: json.id } })).json()) as Report;
  const { items: notices } = await operator.call(listNotifications, { query: { limit: 200 } });
  const history = await eventsOf(tenant, runId);
  const own = mail.mails.filter(({ to }) => to.includes(tenant.ownerEmail));
  return {
    tenant,
    runId,
    run,
    messages,
    answers,
    report,
    files,
    notices,
    history,
    mails: own,
    slackPosts: slack.posts.length,
  };
}

async function answerAll(operator: Tenant['owner'], runId: string): Promise<string[]> {
  const answered: string[] = [];
  await eventually(async () => {
    const { items } = await operator.call(listInbox, { query: { runId, mine: true } });
    for (const item of items) {
      const decision = answered.length === 0 ? 'approved' : 'rejected';
      await operator.call(answerInboxItem, { params: { id: item.id }, body: { decision, comment: 'seen' } });
      answered.push(item.title);
    }
    if (answered.length < 2) throw new Error(`${answered.length} approvals were asked for`);
  });
  return answered;
}

/** All events of a finished run from its stream, which ends by itself. */
async function eventsOf(tenant: Tenant, runId: string): Promise<RunEvent[]> {
  const response = await tenant.owner.open(runEvents, { params: { id: runId } });
  const text = await response.text();
  return [...text.matchAll(/^data: ?(.*)$/gm)].map(([, data]) => JSON.parse(data!) as RunEvent);
}
