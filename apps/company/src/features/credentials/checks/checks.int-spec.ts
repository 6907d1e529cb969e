import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { SMTPServer } from 'smtp-server';
import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import { newCredential } from '#libs/contracts';
import { CompanyBench } from '../../../testing/company-bench.js';
import { CredentialsService } from '../credentials.service.js';
import { OutboundHttp } from '../outbound-http.js';
import { CredentialChecks } from './credential-checks.js';

describe('testing credentials at the other side', () => {
  const peer = new HttpPeer();
  const folder = mkdtempSync(join(tmpdir(), 'aaas-checks-'));
  let [address, smtpPort] = ['', 0];
  let store: S3rver;
  let storePort = 0;
  let mail: SMTPServer;
  let bench: CompanyBench;

  beforeAll(async () => {
    address = await peer.start();
    store = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: folder,
      configureBuckets: [{ name: 'aaas', configs: [] }],
    });
    storePort = (await store.run()).port;
    mail = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username }) : done(new Error('no')),
    });
    mail.on('error', () => undefined);
    await new Promise<void>((done) => mail.listen(0, '127.0.0.1', done));
    smtpPort = (mail.server.address() as AddressInfo).port;
    bench = await CompanyBench.start('sqlite', { AAAS_EGRESS_ALLOW: '127.0.0.1' });
  });
  afterAll(async () => {
    await bench.stop();
    await Promise.all([peer.stop(), store.close(), new Promise<void>((done) => mail.close(() => done()))]);
    rmSync(folder, { recursive: true });
    delete process.env['AAAS_EGRESS_ALLOW'];
  });
  beforeEach(() => {
    peer.requests.length = 0;
    peer.answer = { body: 'ok' };
  });

  const create = async (given: object) => {
    const body = newCredential.parse({ name: 'Peer', ...given });
    return (await bench.get(CredentialsService).create(bench.owner.caller, body)).id;
  };
  const check = (id: string, url?: string) =>
    bench.get(CredentialChecks).check(bench.owner.caller, id, url, new AbortController().signal);
  const here = () => [`http://${new URL(address).host}`];

  it('asks an address with what proves who calls', async () => {
    const headers = { 'X-Client': 'larkfield', 'X-Key': 'key-of-larkfield' };
    const id = await create({ kind: 'generic', headers, query: { tenant: '7' }, allowedHosts: here() });
    expect(await check(id, `${address}/me`)).toEqual({ accepted: true, status: 200, detail: null });
    expect(peer.requests[0]).toMatchObject({ path: '/me?tenant=7', headers: { 'x-key': 'key-of-larkfield' } });
    peer.answer = { status: 401 };
    expect(await check(id, `${address}/me`)).toMatchObject({ accepted: false, status: 401 });
    await expect(check(id)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'url' }] },
    });
    await expect(check(id, 'https://elsewhere.example/')).rejects.toMatchObject({ code: 'CREDENTIAL_HOST_REFUSED' });
  });

  it('asks Slack who the token is', async () => {
    const id = await create({ kind: 'slack', token: 'xoxb-0000000000-larkfield', allowedHosts: here() });
    peer.answer = { body: JSON.stringify({ ok: true, team: 'Larkfield', user: 'desk' }) };
    expect(await check(id)).toEqual({ accepted: true, status: 200, detail: 'desk in Larkfield' });
    expect(peer.requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/auth.test',
      headers: { authorization: 'Bearer xoxb-0000000000-larkfield' },
    });
    peer.answer = { body: JSON.stringify({ ok: false, error: 'invalid_auth' }) };
    expect(await check(id)).toMatchObject({ accepted: false, detail: 'invalid_auth' });
    const own = await create({ kind: 'slack', token: 'xoxb-0000000000-larkfield' });
    expect((await bench.get(CredentialsService).get(bench.owner.caller, own)).allowedHosts).toEqual(['slack.com']);
  });

  it('signs requests to an S3 store, which takes them and no others', async () => {
    const keys = { kind: 's3', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', region: 'us-east-1' };
    const endpoint = `http://127.0.0.1:${storePort}`;
    const id = await create({ ...keys, endpoint, bucket: 'aaas' });
    expect(await check(id)).toEqual({ accepted: true, status: 200, detail: null });
    const wrong = await create({ ...keys, accessKeyId: 'NOBODY', endpoint, bucket: 'aaas' });
    expect(await check(wrong)).toMatchObject({ accepted: false, status: 403, detail: 'InvalidAccessKeyId' });
    const none = await create({ ...keys, endpoint, bucket: 'nothing-here' });
    expect(await check(none)).toMatchObject({ accepted: false, status: 404, detail: 'NoSuchBucket' });
    const http = bench.get(OutboundHttp);
    const at = (method: string, body?: string) =>
      http.request(bench.companyId, {
        method,
        url: `${endpoint}/aaas/a%20folder/no%C3%A9l.txt`,
        credential: id,
        ...(body === undefined ? {} : { body }),
      });
    expect((await at('PUT', 'hello')).status).toBe(200);
    expect(Buffer.from((await at('GET')).body).toString()).toBe('hello');
  });

  it('greets a mail server, and sends no password in the clear', async () => {
    const server = { kind: 'smtp', host: '127.0.0.1', port: smtpPort };
    expect(await check(await create({ ...server, security: 'none' }))).toEqual({
      accepted: true,
      status: null,
      detail: 'The mail server answers',
    });
    const login = { username: 'ann', password: 'right' };
    expect(() => newCredential.parse({ name: 'x', ...server, ...login, security: 'none' })).toThrow();
    const strict = await create({ ...server, ...login });
    expect(await check(strict)).toMatchObject({ accepted: false, detail: 'The mail server refused: 500' });
    const nobody = await create({ ...server, port: 1, security: 'none' });
    expect(await check(nobody)).toMatchObject({ accepted: false });
    const inside = await create({ ...server, host: '10.0.0.1', security: 'none' });
    await expect(check(inside)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
  });

  it('opens a signing secret, which nobody else can judge', async () => {
    expect(await check(await create({ kind: 'hmac', secret: 'sixteen characters' }))).toMatchObject({ accepted: true });
  });
});
