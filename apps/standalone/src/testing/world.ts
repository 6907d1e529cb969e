import { createHash } from 'node:crypto';
import type { Definition } from '#libs/workflow';
import * as contracts from '#libs/contracts';
import { newId } from '#libs/contracts';
import { eventually, type Tenant } from '#libs/testing';
import { deadLetterEntity } from '../../../company/src/features/dead-letters/dead-letter.entity.js';
import { oidcIdentityEntity, oidcProviderEntity } from '../../../auth/src/features/oidc/oidc.entity.js';
import type { PlatformInProcess } from './platform-in-process.js';

/** One of everything that a company can have. */
export interface World {
  tenant: Tenant;
  /** A word in the names and contents of all its things. */
  word: string;
  /** Ids by their prefix. */
  ids: Readonly<Record<string, string>>;
  /** What stands in a path after this segment, where the schema of the route tells of no id. */
  after: Readonly<Record<string, string>>;
}

const definition: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'ask', kind: 'human.approval', config: { title: 'May we?', assignees: ['role:owner'] } },
    { id: 'clock', kind: 'trigger.schedule', config: { cron: '0 0 1 1 *' } },
    { id: 'hook', kind: 'trigger.webhook', config: {} },
    { id: 'talk', kind: 'trigger.chat', config: {} },
  ],
  edges: ['start', 'clock', 'hook', 'talk'].map((from) => ({ from, to: 'ask' })),
};

/**
 * Fills a company through the API as its owner would; what no request makes is put into the tables. What takes one request that anybody could
 * write, such as a suppressed address, `made-by-contract.ts` adds.
 */
export async function makeWorld(platform: PlatformInProcess, tenant: Tenant, word: string): Promise<World> {
  const work = await madeByWork(tenant, word);
  const ai = await madeAtAi(tenant, word);
  const around = await madeAround(tenant, word);
  const put = await putIntoTables(platform, tenant, word);
  const ids = { ...work, ...ai, ...around, ...put, co: tenant.companyId };
  return {
    tenant,
    word,
    ids,
    after: {
      tools: ids.tool,
      providers: ids.aip,
      resolve: `${word}-agent`,
      run: `${word}-agent`,
      'run-': `${word}-agent`,
      'recording-sets': word,
    },
  };
}

async function madeByWork({ owner: api }: Tenant, word: string) {
  const { id: wf } = await api.call(contracts.createWorkflow, { body: { name: `${word} workflow`, definition } });
  await api.call(contracts.publishWorkflow, { params: { id: wf }, body: {} });
  const { id: run } = await api.call(contracts.startRun, { params: { id: wf }, body: { input: { word } } });
  const inb = await eventually(async () => {
    const { items } = await api.call(contracts.listInbox, { query: { runId: run } });
    if (!items[0]) throw new Error('nothing in the inbox yet');
    return items[0].id;
  });
  const { id: agt } = await api.call(contracts.createAgent, { body: { name: `${word}-agent`, goal: `Keep ${word}` } });
  await api.call(contracts.activateAgent, { params: { id: agt }, body: {} });
  const exposed = { params: { id: agt }, body: { mcp: true, a2a: true } };
  await api.call(contracts.setAgentExposure, exposed);
  await api.call(contracts.setWorkflowExposure, { params: { id: wf }, body: { mcp: true } });
  const { taskId } = await api.call(contracts.runAgentByName, { params: { name: `${word}-agent` }, body: {} });
  const said = { content: `${word} words`, mode: 'async' as const };
  const { conversationId } = await api.call(contracts.postMessage, { params: { id: agt }, body: said });
  const sum = { input: { expression: '6 * 7' } };
  const { id: job } = await api.call(contracts.startJob, { params: { id: 'calculator' }, body: sum });
  const { id: art } = await api.call(contracts.createArtifact, { body: { name: `${word}.txt`, text: word } });
  const code = { kind: 'code' as const, code: `return "${word}"` };
  const tool = await api.call(contracts.createTool, {
    body: { name: `${word}_tool`, description: `Keeps ${word}`, definition: code },
  });
  const { chatId: chat } = await api.call(contracts.sayToWorkflow, {
    params: { id: wf },
    body: { content: `${word} chat`, waitSeconds: 0 },
  });
  const { items: schedules } = await api.call(contracts.listSchedules, {});
  return { wf, run, inb, agt, task: taskId, cnv: conversationId, job, art, tool: tool.id, chat, trg: schedules[0]!.id };
}

async function madeAtAi({ owner: api }: Tenant, word: string) {
  const account = { apiKey: `sk-${word}`, baseUrl: 'https://models.invalid' };
  const provider = { provider: 'openai' as const, settings: account, enabled: true, name: word };
  const { id: aip } = await api.call(contracts.createProvider, { body: provider });
  const { id: mpr } = await api.call(contracts.setModelPrice, {
    body: { model: `openai/${word}`, input: 1, output: 1 },
  });
  const { id: bgt } = await api.call(contracts.createBudget, {
    body: { name: word, scope: 'company', period: 'month', limitMicros: 1_000_000, action: 'stop' },
  });
  const content = { messages: [{ role: 'user' as const, content: `Keep ${word}` }] };
  const { id: prm } = await api.call(contracts.createPrompt, { body: { name: word, content } });
  await api.call(contracts.publishPrompt, { params: { id: prm }, body: {} });
  const { id: prb } = await api.call(contracts.startBench, {
    params: { id: prm },
    body: { models: ['builtin/rules'], inputs: [{ name: 'one', variables: {} }] },
  });
  const usage = { inputTokens: 1, outputTokens: 1, costMicros: 0, model: 'openai/gpt-5', provider: 'openai', ms: 1 };
  const parts = [{ t: 0, type: 'end', finish: 'stop', usage }];
  const lines = JSON.stringify({ request: content, parts, model: 'openai/gpt-5' });
  await api.call(contracts.importRecordingSet, { params: { name: word }, body: { lines } });
  const { items } = await api.call(contracts.listRecordings, {});
  return { aip, mpr, bgt, prm, prb, rec: items[0]!.id };
}

async function madeAround({ owner: api }: Tenant, word: string) {
  const webhookUrl = `https://hooks.slack.com/services/${word}`;
  const { id: chn } = await api.call(contracts.createChannel, { body: { kind: 'slack', name: word, webhookUrl } });
  const { id: wch } = await api.call(contracts.createWatcher, {
    body: { name: word, on: 'run.failed', to: ['role:owner'] },
  });
  const { id: crd } = await api.call(contracts.createCredential, {
    body: { kind: 'bearer', name: word, allowedHosts: ['api.invalid'], token: `${word} token` },
  });
  const { id: inv } = await api.call(contracts.createInvitation, {
    body: { email: `${word}-guest@people.invalid`, role: 'viewer' },
  });
  const { id: key } = await api.call(contracts.createApiKey, { body: { name: word, scopes: ['runs:read'] } });
  await api.call(contracts.testInApp, { body: {} });
  const [ntf, dlv, aud, members, sessions] = [
    await firstOf(async () => (await api.call(contracts.listNotifications, {})).items),
    await firstOf(async () => (await api.call(contracts.listDeliveries, {})).items),
    await firstOf(async () => (await api.call(contracts.listAuditEvents, { query: { target: crd } })).items),
    await api.call(contracts.listMembers, {}),
    await api.call(contracts.listSessions, {}),
  ];
  const { id: mem, userId: usr } = members.items[0]!;
  return { chn, wch, crd, inv, key, ntf, dlv, aud, mem, usr, ses: sessions.items[0]!.id };
}

/** What comes into being by faults, or by identity providers. */
async function putIntoTables(platform: PlatformInProcess, { companyId, owner: api }: Tenant, word: string) {
  const { items } = await api.call(contracts.listMembers, {});
  const [dl, oip, oii] = [newId('deadLetter'), newId('oidcProvider'), newId('oidcIdentity')];
  const at = Date.now();
  await platform
    .database('company')
    .repository(deadLetterEntity)
    .insert({
      ...{
        id: dl,
        companyId,
        source: 'step',
        status: 'open',
        originKey: `${word}/step`,
        subject: word,
        code: 'INTERNAL',
      },
      ...{ message: word, attempts: 3, runId: null, workflowId: null, stepPath: null, createdAt: at },
      ...{ redrivenAt: null, redrivenRunId: null },
    });
  const auth = platform.database('auth');
  await auth.repository(oidcProviderEntity).insert({
    ...{ id: oip, companyId, name: word, issuer: 'https://login.invalid', clientId: word, sealedSecret: null },
    ...{ emailDomains: [`${word}.invalid`], joinRole: null, createdAt: at },
  });
  const subject = createHash('sha256').update(word).digest('hex');
  const person = { userId: items[0]!.userId, createdAt: at, lastUsedAt: at };
  await auth.repository(oidcIdentityEntity).insert({ id: oii, providerId: oip, subject, ...person });
  return { dl, oip, oii };
}

const firstOf = (list: () => Promise<{ id: string }[]>): Promise<string> =>
  eventually(async () => {
    const [first] = await list();
    if (!first) throw new Error('nothing on the list yet');
    return first.id;
  });
