import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  addMember,
  answerInboxItem,
  createApiKey,
  createCredential,
  exportAuditEvents,
  listAuditEvents,
  listInbox,
  logIn,
  logOut,
  setRetention,
  verifyAuditEvents,
  type AuditEvent,
} from '#libs/contracts';
import { ApiClient } from '#libs/client';
import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import { eventually, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';

/** Of every tenant of the tests. */
const password = 'four grey herons wade';
const canary = 'canary-77c1e0a4b9d2';
const run = promisify(execFile);

describe('the audit log of a company', () => {
  const peer = new HttpPeer();
  let platform: ServiceProcess;
  let tenant: Tenant;
  let address: string;

  beforeAll(async () => {
    address = await peer.start();
    platform = await launchEmbedded({ env: { AAAS_EGRESS_ALLOW: '127.0.0.1' } });
    tenant = await Tenant.signUp(platform.url);
  }, 120_000);
  afterAll(async () => {
    await platform.stop();
    await peer.stop();
  });

  const told = (action: string, matches: (event: AuditEvent) => boolean = () => true) =>
    eventually(async () => {
      const { items } = await tenant.owner.call(listAuditEvents, { query: { limit: 200, action } });
      const found = items.find(matches);
      if (!found) throw new Error(`${action} is not in the log yet`);
      return found;
    });

  it('tells of sign-ins, wrong passwords and refusals, with the address they came from', async () => {
    const started = await told('session.signed-in');
    expect(started).toMatchObject({ service: 'auth', actor: { type: 'user', name: 'Mara Lindqvist' } });
    expect(started.address).toMatch(/127\.0\.0\.1$/);
    const stranger = new ApiClient(platform.url);
    await expect(
      stranger.call(logIn, { body: { email: tenant.ownerEmail, password: `${canary}-wrong` } }),
    ).rejects.toMatchObject({ status: 401 });
    expect(await told('session.refused')).toMatchObject({
      actor: { type: 'nobody' },
      target: { type: 'user', label: 'Mara Lindqvist' },
    });
    const viewer = await tenant.member('viewer');
    const attempt = { email: 'x@tenant.example', name: 'X', role: 'viewer' as const };
    for (let times = 0; times < 3; times++)
      await expect(viewer.call(addMember, { body: attempt })).rejects.toMatchObject({ status: 403 });
    expect(await told('permission.refused')).toMatchObject({
      actor: { type: 'user', name: 'A viewer' },
      target: { label: 'POST /api/v1/members' },
      facts: { role: 'viewer' },
    });
    const { items } = await tenant.owner.call(listAuditEvents, { query: { action: 'permission' } });
    expect(items).toHaveLength(1);
    await expect(viewer.call(listAuditEvents, {})).rejects.toMatchObject({ status: 403 });
  });

  it('tells of a change in a request across services, of who approved what, and of what a run did outside', async () => {
    const { id: credential } = await tenant.owner.call(createCredential, {
      body: { kind: 'bearer', name: 'CRM', token: canary, allowedHosts: [`http://${new URL(address).host}`] },
    });
    expect(await told('member.created')).toMatchObject({ service: 'company', actor: { name: 'Mara Lindqvist' } });
    const workflow = await tenant.publish('Call out', {
      schemaVersion: 1,
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'ask', kind: 'human.approval', config: { title: 'Call the CRM?', assignees: ['role:owner'] } },
        {
          id: 'call',
          kind: 'http.request',
          config: { method: 'POST', url: `${address}/orders?key=${canary}`, credential, body: { canary } },
        },
      ],
      edges: [
        { from: 'start', to: 'ask' },
        { from: 'ask', to: 'call' },
      ],
    });
    const id = await tenant.run(workflow, {});
    const item = await eventually(async () => {
      const { items } = await tenant.owner.call(listInbox, {});
      if (!items[0]) throw new Error('nothing in the inbox yet');
      return items[0];
    });
    await tenant.owner.call(answerInboxItem, {
      params: { id: item.id },
      body: { decision: 'approved', comment: 'go on' },
    });
    expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded' });
    expect(await told('inbox-item.answered')).toMatchObject({
      actor: { type: 'user', name: 'Mara Lindqvist' },
      target: { id: item.id, label: 'Call the CRM?' },
      facts: { decision: 'approved', comment: 'go on', runId: id },
    });
    expect(await told('effect.called')).toMatchObject({
      actor: { type: 'run', id },
      target: { type: 'host', label: new URL(address).host },
      facts: { method: 'POST', status: 200, run: id, step: 'call', credentialId: credential },
    });
    expect(await told('credential.used')).toMatchObject({
      target: { id: credential, label: 'CRM' },
      facts: { times: 1 },
    });
  });

  it('is exported, verified by an API key from the command line, and holds no secret (A6)', async () => {
    const { key } = await tenant.owner.call(createApiKey, { body: { name: 'Auditor', scopes: ['audit:read'] } });
    await told('api-key.created');
    await tenant.owner.call(setRetention, { body: { auditDays: 30 } });
    await told('retention.updated');
    const file = await tenant.owner.open(exportAuditEvents, { query: { format: 'jsonl' } });
    const text = await file.text();
    expect(file.headers.get('content-disposition')).toContain('audit-log-');
    expect(text.trim().split('\n').length).toBeGreaterThan(8);
    expect(text).not.toContain(canary);
    expect(text).not.toContain(key.slice(-20));
    const env = { ...process.env, AAAS_URL: platform.url, AAAS_API_KEY: key };
    const { stdout } = await run(process.execPath, ['dist/apps/cli/src/main.js', 'audit', 'verify'], { env });
    expect(stdout).toMatch(/^Intact: \d+ of \d+ events checked/);
    expect(await tenant.owner.call(verifyAuditEvents, {})).toMatchObject({ ok: true, fault: null, next: null });
    const wrong = run(process.execPath, ['dist/apps/cli/src/main.js', 'audit', 'verify'], {
      env: { ...env, AAAS_API_KEY: 'aaas_wrong' },
    });
    await expect(wrong).rejects.toMatchObject({ code: 1 });
  });

  it('tells of the end of a session', async () => {
    const other = new ApiClient(platform.url);
    const { refreshToken } = await other.call(logIn, { body: { email: tenant.ownerEmail, password } });
    await other.call(logOut, { body: { refreshToken } });
    expect(await told('session.ended')).toMatchObject({ target: { label: 'Mara Lindqvist' } });
  });
});
