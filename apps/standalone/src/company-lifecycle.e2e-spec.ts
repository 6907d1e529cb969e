import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import Sqlite from 'libsql';
import {
  activateAgent,
  addMember,
  createAgent,
  createApiKey,
  createArtifact,
  createChannel,
  createCompany,
  createCredential,
  createPrompt,
  createWatcher,
  deactivateCompany,
  deleteCompany,
  exportCompany,
  getCompanyLifecycle,
  listRuns,
  logIn,
  me,
  postMessage,
  reactivateCompany,
  startRun,
  switchCompany,
} from '#libs/contracts';
import { ApiClient } from '#libs/client';
import { eventually, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';

const password = 'four grey herons wade';
const canary = 'canary-7f3a9c51d2';
const definition = {
  schemaVersion: 1 as const,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'say', kind: 'data.set', config: { values: { greeting: 'a word of the run' } } },
  ],
  edges: [{ from: 'start', to: 'say' }],
};

let folder: string;
let platform: ServiceProcess;
let tenant: Tenant;
let workflow: string;
let key: ApiClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aaas-lifecycle-'));
  platform = await launchEmbedded({ env: { AAAS_DATA_DIR: folder, AAAS_DELETION_GRACE_DAYS: '0' } });
  tenant = await Tenant.signUp(platform.url);
  const { owner } = tenant;
  workflow = await tenant.publish('Greets', definition);
  await tenant.finished(await tenant.run(workflow, { token: canary, city: 'Larkfield' }));
  await owner.call(createCredential, {
    body: { kind: 'bearer', name: 'Secret', allowedHosts: ['api.example.com'], token: canary },
  });
  await owner.call(createChannel, {
    body: { kind: 'slack', name: 'Team', webhookUrl: `https://hooks.slack.com/services/${canary}` },
  });
  await owner.call(createWatcher, { body: { name: 'Failures', on: 'run.failed', to: ['role:owner'] } });
  await owner.call(createArtifact, { body: { name: 'note.txt', text: 'the text of the file' } });
  await owner.call(createPrompt, {
    body: { name: 'greeting', content: { messages: [{ role: 'user', content: 'Say hello' }] } },
  });
  const agent = await owner.call(createAgent, { body: { name: 'clerk', goal: 'Answer' } });
  await owner.call(activateAgent, { params: { id: agent.id }, body: {} });
  await owner.call(postMessage, { params: { id: agent.id }, body: { content: 'Hello clerk', mode: 'wait' } });
  const made = await owner.call(createApiKey, { body: { name: 'Key', scopes: ['runs:read', 'runs:start'] } });
  key = new ApiClient(platform.url, made.key);
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { problem?: { code: string } }) => error.problem?.code ?? error,
  );

/** Files of a ZIP archive, by its central directory (APPNOTE 4.3.12). */
function unzipped(bytes: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(from, from + size);
    files.set(
      bytes.toString('utf8', at + 46, at + 46 + name),
      String(method === 8 ? inflateRawSync(content) : content),
    );
    at += 46 + name + extra + comment;
  }
  return files;
}

/** Tables of every service that hold this text; `outbox` keeps what services told each other for a week. */
function traces(text: string): string[] {
  const found: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.sqlite'))) {
    const db = new Sqlite(join(folder, file), { timeout: 5000 });
    const all = (sql: string) => db.prepare(sql).all() as Record<string, unknown>[];
    for (const { name } of all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")) {
      if (['outbox', 'company_removals', 'idempotency_keys'].includes(String(name))) continue;
      if (JSON.stringify(all(`SELECT * FROM "${String(name)}"`)).includes(text)) found.push(`${file} ${String(name)}`);
    }
    db.close();
  }
  return found;
}

it('several companies of one person are apart, and one token is for one of them', async () => {
  const { owner } = tenant;
  const second = await owner.call(createCompany, { body: { name: 'Northwind' } }, { 'idempotency-key': 'second' });
  const again = await owner.call(createCompany, { body: { name: 'Northwind' } }, { 'idempotency-key': 'second' });
  expect(again.id).toBe(second.id);
  expect((await owner.call(me, {})).companies.map(({ name }) => name)).toEqual(['Larkfield Supply', 'Northwind']);
  const { accessToken } = await owner.call(switchCompany, { body: { companyId: second.id } });
  const there = new ApiClient(platform.url, accessToken);
  expect((await there.call(listRuns, { query: {} })).items).toEqual([]);
  expect((await owner.call(listRuns, { query: {} })).items).toHaveLength(1);
  expect(await codeOf(there.call(startRun, { params: { id: workflow }, body: { input: {} } }))).toBe(
    'WORKFLOW_NOT_FOUND',
  );
});

it('A6: the export holds what every service keeps, as people read it, and no secret in any form', async () => {
  const answer = await tenant.owner.open(exportCompany, {});
  expect(answer.headers.get('content-type')).toBe('application/zip');
  const files = unzipped(Buffer.from(await answer.arrayBuffer()));
  const rows = (name: string) =>
    (files.get(name) ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
  expect(rows('company/companies.jsonl')).toMatchObject([{ id: tenant.companyId, name: 'Larkfield Supply' }]);
  expect(rows('company/runs.jsonl')).toMatchObject([{ workflow_id: workflow, status: 'succeeded' }]);
  expect(rows('auth/api_keys.jsonl')).toMatchObject([{ name: 'Key' }]);
  expect(rows('agents/agents.jsonl')).toMatchObject([{ name: 'clerk' }]);
  expect(rows('ai/ai_prompts.jsonl')).toMatchObject([{ name: 'greeting' }]);
  expect(rows('notifications/watchers.jsonl')).toMatchObject([{ name: 'Failures' }]);
  const all = [...files.values()].join('\n');
  for (const kept of ['a word of the run', 'the text of the file', 'Hello clerk', 'Greets'])
    expect(all).toContain(kept);
  for (const secret of [canary, Buffer.from(canary).toString('base64'), Buffer.from(canary).toString('hex')])
    expect(all).not.toContain(secret);
  expect(all).not.toMatch(/"(hash|[a-z_]+_hash|sealed\w*)":(?!"•••")/);
  expect(all).not.toMatch(/"v1\.[\w-]{40,}"/);
  expect(all).not.toContain('Northwind');
}, 120_000);

it('deactivated, it is closed to everybody but its owner, to API keys, and to runs', async () => {
  const { owner } = tenant;
  const admin = await tenant.member('admin');
  expect(await codeOf(key.call(listRuns, { query: {} }))).toBe('done');
  for (const route of [getCompanyLifecycle, exportCompany, deactivateCompany])
    expect(await codeOf(admin.call(route, {}))).toBe('FORBIDDEN');
  await owner.call(deactivateCompany, {});
  for (const client of [owner, admin, key])
    await eventually(
      async () => expect(await codeOf(client.call(listRuns, { query: {} }))).toBe('COMPANY_DEACTIVATED'),
      {
        withinMs: 5_500,
      },
    );
  expect(await codeOf(key.call(startRun, { params: { id: workflow }, body: { input: {} } }))).toBe(
    'COMPANY_DEACTIVATED',
  );
  expect(await codeOf(admin.call(reactivateCompany, {}))).toBe('FORBIDDEN');
  expect(await codeOf(admin.call(me, {}))).toBe('done');
  expect((await owner.call(reactivateCompany, {})).state).toBe('active');
  await eventually(async () => expect(await codeOf(key.call(listRuns, { query: {} }))).toBe('done'), {
    withinMs: 5_500,
  });
}, 120_000);

it('deleted, nothing of it is left in any service, and accounts of nobody else are gone', async () => {
  const { owner, companyId, ownerEmail } = tenant;
  const email = 'only-here@tenant.example';
  await owner.call(addMember, { body: { email, name: 'Only Here', role: 'viewer', password } });
  expect(traces(companyId).length).toBeGreaterThan(20);
  expect(await codeOf(owner.call(deleteCompany, { body: { confirm: 'Larkfield' } }))).toBe('VALIDATION_FAILED');
  expect((await owner.call(deleteCompany, { body: { confirm: 'Larkfield Supply' } })).state).toBe('deleting');
  await eventually(() => expect(traces(companyId)).toEqual([]), { withinMs: 20_000, everyMs: 500 });
  const files = () =>
    readdirSync(join(folder, 'blobs'), { recursive: true }).filter((name) => String(name).endsWith('~'));
  await eventually(() => expect([traces(email), files()]).toEqual([[], []]), { withinMs: 20_000, everyMs: 200 });
  const anew = new ApiClient(platform.url);
  expect(await codeOf(anew.call(logIn, { body: { email, password } }))).toBe('CREDENTIALS_INVALID');
  // Who is in another company goes on there.
  const { company } = await anew.call(logIn, { body: { email: ownerEmail, password } });
  expect(company.name).toBe('Northwind');
}, 120_000);
