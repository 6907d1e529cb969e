import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  activateAgent,
  addMember,
  createAgent,
  createGoal,
  createMemory,
  createWorkflow,
  logIn,
  publishWorkflow,
  signUp,
  startRun,
  type Session,
} from '#libs/contracts';
import { ApiClient } from '#libs/client';
import type { Definition } from '#libs/workflow';
import { failing, invoices, quote, refunds } from './definitions.js';
import { seedAdministration, type AdministrationSeed } from './seed-administration.js';
import { seedKnowledge, type KnowledgeSeed } from './seed-knowledge.js';

export interface Seed {
  url: string;
  owner: { email: string; password: string; session: Session; api: ApiClient };
  /** Runs by what they show. */
  runs: Record<'triage' | 'approval' | 'form' | 'failed' | 'succeeded', string>;
  workflows: Record<'triage' | 'refunds' | 'quote' | 'invoices' | 'failing', string>;
  agent: string;
  goal: string;
  administration: AdministrationSeed;
  knowledge: KnowledgeSeed;
}

const root = process.cwd();
const example = (name: string) => join(root, 'examples/support-triage', name);
const password = 'correct-horse-battery';

/** A company with members, an agent, workflows, and runs in every state, made through the API as anybody would. */
export async function seed(url: string, options: { messages?: number } = {}): Promise<Seed> {
  const api = new ApiClient(url);
  const email = `mara.${Date.now().toString(36)}@larkfield.example`;
  const session = await api.call(signUp, {
    body: { email, password, name: 'Mara Lindqvist', companyName: 'Larkfield Supply' },
  });
  api.authorize(session.accessToken);
  for (const [name, role] of [
    ['Priya Natarajan', 'operator'],
    ['Tomás Ruiz', 'builder'],
    ['Ada Wendt', 'viewer'],
  ] as const)
    await api.call(addMember, {
      body: {
        name,
        role,
        password,
        email: `${name.split(' ')[0]?.normalize('NFD').replace(/\W/g, '').toLowerCase()}.${Date.now().toString(36)}@larkfield.example`,
      },
    });
  const agent = JSON.parse(readFileSync(example('agent.json'), 'utf8')) as { name: string; goal: string };
  const { id } = await api.call(createAgent, { body: agent });
  await api.call(activateAgent, { params: { id }, body: {} });
  const administration = await seedAdministration(api, id);
  await api.call(createMemory, {
    body: { about: 'agent', agentId: id, content: 'Orders go out on Tuesdays', kind: 'fact' },
  });
  // Only the built-in rules are here, and they plan nothing.
  const objective = 'Tidy the archive';
  const goal = await api.call(createGoal, { query: { wait: 20 }, body: { objective, autoRun: false } });
  const knowledge = await seedKnowledge(api, url, session.accessToken);

  const publish = async (name: string, definition: Definition, description: string, note: string) => {
    const workflow = await api.call(createWorkflow, { body: { name, description, definition } });
    await api.call(publishWorkflow, { params: { id: workflow.id }, body: { note } });
    return workflow.id;
  };
  const triage = JSON.parse(readFileSync(example('workflow.json'), 'utf8')) as Definition;
  const workflows = {
    triage: await publish(
      'Support triage',
      triage,
      'Sorts the support inbox, asks before refunds, drafts replies to bugs',
      'The sample',
    ),
    refunds: await publish(
      'Refund desk',
      refunds,
      'Routes one message by its topic; a refund asks a person',
      'First version',
    ),
    quote: await publish(
      'Quote to order',
      quote,
      'Asks sales for delivery terms, then files the order',
      'First version',
    ),
    invoices: await publish('Invoice intake', invoices, 'Reads an invoice and sums it up', 'First version'),
    failing: await publish(
      'Weekly supplier digest for purchasing and logistics',
      failing,
      'Fails on purpose when no supplier is given',
      'First version',
    ),
  };
  const start = async (workflow: string, input: unknown, wait?: number) => {
    const run = await api.call(startRun, {
      params: { id: workflow },
      query: wait ? { wait } : {},
      body: { input, trigger: 'trigger.manual' },
    });
    return run.id;
  };
  const messages = readFileSync(example('inbox.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .slice(0, options.messages ?? 8)
    .map((line) => JSON.parse(line) as unknown);
  const runs = {
    succeeded: await start(
      workflows.invoices,
      { text: 'Invoice 8841 of Brandt & Sons over 1,259.00 EUR, due on 30 November 2026.' },
      20,
    ),
    failed: await start(workflows.failing, { suppliers: [] }, 20),
    approval: await start(workflows.refunds, {
      subject: 'Charged twice for order 20418',
      body: 'Hello, my card shows two payments of 148.50 for the same order. Please refund the second one.',
    }),
    form: await start(workflows.quote, { customer: 'Brandt & Sons' }),
    triage: await start(workflows.triage, { messages, refundLimit: 100 }),
  };
  for (let index = 0; index < 4; index++)
    await start(workflows.invoices, { text: `Invoice ${8842 + index}, 90.00 EUR.` }, 20);
  return {
    url,
    owner: { email, password, session, api },
    runs,
    workflows,
    agent: id,
    goal: goal.id,
    administration,
    knowledge,
  };
}

/** Signs in again: an access token lives for minutes. */
export async function again(seeded: Seed): Promise<void> {
  const session = await seeded.owner.api.call(logIn, { body: { email: seeded.owner.email, password } });
  seeded.owner.api.authorize(session.accessToken);
}
