/** All keys change while people work: those of the company, the operator's master key, and those that sign access tokens. */
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from '#libs/client';
import {
  createApiKey,
  createCredential,
  getVault,
  listTriggers,
  me,
  refresh,
  signUp,
  testCredential,
  type Credential,
} from '#libs/contracts';
import { eventually, HttpPeer, launchEmbedded, steadyLoad, Tenant, type ServiceProcess } from '#libs/testing';

const perSecond = 200;

describe('keys under load', () => {
  let platform: ServiceProcess;
  let peer: HttpPeer;
  let tenant: Tenant;
  let credential: Credential;
  let workflow: string;
  let keyFile: string;

  beforeAll(async () => {
    peer = await HttpPeer.start();
    platform = await launchEmbedded({ env: { AAAS_EGRESS_ALLOW: '127.0.0.1', LOG_LEVEL: 'warn' } });
    keyFile = join(platform.folder, 'files', 'master.key');
    tenant = await Tenant.signUp(platform.url);
    credential = await tenant.owner.call(createCredential, {
      body: { kind: 'bearer', name: 'Peer', token: randomBytes(24).toString('hex'), allowedHosts: [peer.url] },
    });
    workflow = await tenant.publish('Hooked', {
      schemaVersion: 1,
      nodes: [{ id: 'hook', kind: 'trigger.webhook', config: {} }],
      edges: [],
    });
  }, 90_000);
  afterAll(async () => {
    await platform?.stop();
    await peer?.stop();
  });

  /** The command line, as an administrator uses it; 2 says that something still waits. */
  const aaas = (args: string[], apiKey = '') =>
    new Promise<{ code: number; text: string }>((done, failed) =>
      execFile(
        process.execPath,
        ['dist/apps/cli/src/main.js', ...args],
        { env: { ...process.env, AAAS_URL: platform.url, AAAS_API_KEY: apiKey } },
        (error, stdout, stderr) => {
          const code = error ? Number(error.code) : 0;
          if (code === 0 || code === 2) done({ code, text: stdout });
          else failed(new Error(stderr));
        },
      ),
    );
  const kidOf = (token: string) =>
    (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
  const published = async () => {
    const answer = await fetch(`${platform.url}/.well-known/jwks.json`);
    return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  };
  /** As if so much time had passed since the signing keys were made. */
  const age = async (ms: number) => {
    const { default: Sqlite } = await import('libsql');
    const db = new Sqlite(join(platform.folder, 'files', 'auth.sqlite'), { timeout: 2000 });
    db.prepare('UPDATE signing_keys SET created_at = created_at - ?').run(ms);
    db.close();
  };

  it('A6: all keys change under 200 requests a second, and no request fails', async () => {
    const { owner } = tenant;
    const { key } = await owner.call(createApiKey, {
      body: { name: 'Rotation', scopes: ['credentials:read', 'credentials:write'] } as never,
    });
    // Somebody whose token is signed anew now and then.
    const person = new ApiClient(platform.url);
    const account = { email: `${randomUUID()}@tenant.example`, password: 'four grey herons wade' };
    let session = await person.call(signUp, { body: { ...account, name: 'Ann', companyName: 'Ann' } });
    const first = kidOf(session.accessToken);
    const load = steadyLoad(perSecond, (number) => {
      if (number % 4 === 0)
        return owner.call(testCredential, { params: { id: credential.id }, body: { url: `${peer.url}/me` } });
      if (number % 2 === 0) return owner.call(listTriggers, { params: { id: workflow } });
      return (number % 3 === 0 ? person : owner).call(me, {});
    });
    person.authorize(session.accessToken);
    const signedAnew = async () => {
      session = await person.call(refresh, { body: { refreshToken: session.refreshToken } });
      person.authorize(session.accessToken);
      return kidOf(session.accessToken);
    };

    // Its time is over: the next key is made and published, and signs a minute later.
    await age(40 * 86_400_000);
    await load.until(perSecond);
    expect((await aaas(['vault', 'rotate'], key)).text).toContain('company: key 2');
    await load.until(2 * perSecond);
    expect((await aaas(['vault', 'new-key', keyFile])).text).toContain('holds 2 keys');
    await eventually(async () => expect(await published()).toHaveLength(2), { withinMs: 20_000, everyMs: 500 });
    await age(61_000);
    await eventually(async () => expect(await signedAnew()).not.toBe(first), { withinMs: 20_000, everyMs: 500 });
    const { services } = await owner.call(getVault, {});
    expect(services.find(({ service }) => service === 'company')!.dataKey!.number).toBe(2);
    await eventually(
      async () => {
        for (const state of (await owner.call(getVault, {})).services)
          expect(state).toMatchObject({ waiting: 0, masterKeyIsCurrent: true });
      },
      { withinMs: 30_000, everyMs: 500 },
    );
    const { failed, done, seconds } = await load.stop();
    const rate = Math.round(done / seconds);
    process.stdout.write(
      `keys changed under ${rate} requests/s for ${Math.round(seconds)} s, ${failed.length} failed\n`,
    );
    expect(failed).toEqual([]);
    expect(rate).toBeGreaterThan(0.95 * perSecond);

    // The old master key goes, the platform starts again, and everything opens.
    expect((await aaas(['vault', 'retire-keys', keyFile])).text).toContain('1 key is gone');
    expect(readFileSync(keyFile, 'utf8').trim().split('\n')).toHaveLength(1);
    await platform.restart();
    expect(await aaas(['vault', 'status'], key)).toMatchObject({
      code: 0,
      text: expect.stringContaining('company: key 2'),
    });
    expect(
      await owner.call(testCredential, { params: { id: credential.id }, body: { url: `${peer.url}/me` } }),
    ).toMatchObject({ accepted: true });
  }, 120_000);
});
