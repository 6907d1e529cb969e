/** A6 for the whole platform, in this process: canary secrets go wherever secrets go, and are looked for everywhere that something is left behind. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createApiKey,
  createProvider,
  createChannel,
  createCredential,
  createOidcProvider,
  enrolSecondFactor,
  exportAuditEvents,
  exportWorkflow,
  listProviders,
  listAuditEvents,
  listChannels,
  listCredentials,
  listCredentialUses,
  listDeliveries,
  listOidcProviders,
  listTriggers,
  rotateSigningSecret,
  runHistory,
  testChannel,
  testCredential,
  testProvider,
  updateCredential,
  type NewCredential,
} from '#libs/contracts';
import { ApiProblem } from '#libs/client';
import { Database } from '#libs/platform/database';
import { openHost, type Host } from '#libs/service';
import {
  eventually,
  freshRedis,
  HttpPeer,
  MockIdentityPeer,
  Tenant,
  type FreshRedis,
  type RedisWatch,
} from '#libs/testing';
import { canariesIn } from '../../ai/src/testing/canary.js';
import { startPlatform, type Platform } from './platform.js';

const key = () => randomBytes(32).toString('base64');
/** As secrets look: letters, digits, and what encodings change. */
const canary = (name: string) => `cny-${name}-${randomBytes(9).toString('hex')}/+z`;

describe('secrets of the whole platform', () => {
  const log: string[] = [];
  const spans: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'aaas-secrets-'));
  const keyFile = join(folder, 'keys');
  const environmentBefore = { ...process.env };
  let host: Host;
  let platform: Platform | undefined;
  let redis: FreshRedis;
  let watched: RedisWatch;
  let collector: Server;
  let peer: HttpPeer;
  let mock: MockIdentityPeer;
  let tenant: Tenant;

  beforeAll(async () => {
    [redis, peer, mock] = await Promise.all([freshRedis(), HttpPeer.start(), MockIdentityPeer.start()]);
    watched = await redis.watch();
    collector = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => spans.push(chunk.toString('latin1')));
      request.on('end', () => response.end('{}'));
    });
    await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
    mkdirSync(join(folder, 'docs'));
    writeFileSync(keyFile, `${key()}\n`);
    for (const name of ['DATABASE_URL', 'AAAS_MASTER_KEY', 'SMTP_URL']) delete process.env[name];
    Object.assign(process.env, {
      AAAS_DATA_DIR: folder,
      AAAS_MASTER_KEY_FILE: keyFile,
      AAAS_PUBLIC_URL: 'http://127.0.0.1:9',
      AAAS_EGRESS_ALLOW: '127.0.0.1',
      REDIS_URL: redis.url,
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    });
    host = await openHost('standalone', { log: { write: (line: string) => void log.push(line) } });
    platform = await startPlatform(host, folder);
    tenant = await Tenant.signUp(`http://127.0.0.1:${await platform.door.listen(0)}`);
  }, 120_000);
  afterAll(async () => {
    await platform?.close();
    watched?.stop();
    await Promise.all([peer?.stop(), mock?.stop(), redis?.drop()]);
    collector.closeAllConnections();
    await new Promise((done) => collector.close(done));
    rmSync(folder, { recursive: true, force: true });
    process.env = environmentBefore;
  });

  const hosts = () => [`http://${new URL(peer.url).host}`];
  const add = async (given: object) =>
    (await tenant.owner.call(createCredential, { body: { name: 'Peer', ...given } as NewCredential })).id;
  const refused = async (work: Promise<unknown>) => {
    const problem = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(problem instanceof ApiProblem)) throw new Error('It was not refused', { cause: problem });
    return problem;
  };

  it('A6: canaries in every field that can hold one are in no log, span, Redis command, row, answer, export or error', async () => {
    const secrets: Record<string, string> = {};
    const seen: unknown[] = [];
    const plant = (name: string, wrap: (text: string) => string = (text) => text) =>
      (secrets[name] = wrap(canary(name)));
    const plain = (name: string) => (secrets[name] = `xoxb-${randomBytes(16).toString('hex')}`);
    const { owner } = tenant;
    // What is echoed by the other side comes back into the history of a run.
    peer.answer = ({ headers, path }) => ({
      status: 200,
      headers: { 'x-echo': String(headers.authorization ?? '') },
      body: JSON.stringify({ ok: true, headers, path, user: 'desk', team: 'Larkfield' }),
    });
    const allowedHosts = hosts();
    const bearer = await add({ kind: 'bearer', token: plant('bearer'), allowedHosts });
    const all = [
      bearer,
      await add({ kind: 'basic', username: 'ada', password: plant('basic'), allowedHosts }),
      await add({ kind: 'header', header: 'X-Api-Key', value: plant('header'), allowedHosts }),
      await add({ kind: 'query', parameter: 'key', value: plant('query'), allowedHosts }),
      await add({ kind: 'generic', headers: { 'X-One': plant('one') }, query: { two: plant('two') }, allowedHosts }),
      await add({ kind: 'slack', token: plain('slackToken'), allowedHosts }),
      await add({ kind: 'hmac', secret: plant('hmac') }),
      await add({
        kind: 's3',
        accessKeyId: 'AKIA',
        secretAccessKey: plant('s3'),
        region: 'eu-central-1',
        endpoint: peer.url,
      }),
      await add({
        kind: 'smtp',
        host: '127.0.0.1',
        port: Number(new URL(peer.url).port),
        username: 'ann',
        password: plant('smtp'),
      }),
      await add({
        kind: 'oauth2-client',
        tokenUrl: `${mock.issuer}/token`,
        clientId: 'app',
        clientSecret: plant('client'),
        allowedHosts,
      }),
      await add({
        kind: 'oauth2',
        authorizeUrl: `${mock.issuer}/authorize`,
        tokenUrl: `${mock.issuer}/token`,
        clientId: 'app',
        clientSecret: plant('oauth'),
        allowedHosts,
      }),
    ];
    for (const id of all) {
      const url = `${peer.url}/me`;
      seen.push(await owner.call(testCredential, { params: { id }, body: { url } }).catch((error: unknown) => error));
      seen.push(await owner.call(testCredential, { params: { id }, body: {} }).catch((error: unknown) => error));
      seen.push(await owner.call(listCredentialUses, { params: { id } }));
    }
    const accessToken = peer.posts.map(({ headers }) => /^Bearer (ey.+)$/.exec(String(headers.authorization))?.[1]);
    secrets['accessToken'] = accessToken.find((token) => token !== undefined)!;
    const channels = [
      {
        kind: 'email',
        name: 'Mail',
        smtpUrl: `smtp://ann:${encodeURIComponent(plant('smtpUrl'))}@127.0.0.1:1`,
        from: 'a@b.example',
      },
      {
        kind: 'sendgrid',
        name: 'Grid',
        apiKey: `SG.${randomBytes(16).toString('hex')}`,
        from: 'a@b.example',
        baseUrl: peer.url,
      },
      { kind: 'slack', name: 'Hook', webhookUrl: `${peer.url}/services/${randomBytes(12).toString('hex')}` },
      { kind: 'slack_bot', name: 'Bot', token: plain('bot'), channel: '#ops' },
      { kind: 'webhook', name: 'Web', url: `${peer.url}/hook` },
    ];
    secrets['sendgrid'] = (channels[1] as { apiKey: string }).apiKey;
    secrets['slackHook'] = new URL((channels[2] as { webhookUrl: string }).webhookUrl).pathname.split('/').at(-1)!;
    for (const body of channels) {
      const made = await owner.call(createChannel, { body: body as never }).catch((error: unknown) => error);
      seen.push(made);
      const id = (made as { id?: string }).id;
      if (id !== undefined)
        seen.push(
          await owner
            .call(testChannel, { params: { id }, body: { to: 'x@y.example' } })
            .catch((error: unknown) => error),
        );
    }
    seen.push(
      await owner.call(createProvider, {
        body: {
          provider: 'compatible',
          name: 'Ours',
          slug: 'ours',
          settings: { apiKey: plant('model'), baseUrl: peer.url },
        },
      }),
      await owner.call(createOidcProvider, {
        body: {
          name: 'Login',
          issuer: mock.issuer,
          clientId: 'aaas',
          clientSecret: plant('oidc'),
          emailDomains: ['larkfield.example'],
          joinRole: null,
        },
      }),
    );
    const model = (seen.at(-2) as { id: string }).id;
    seen.push(await owner.call(testProvider, { params: { id: model }, body: {} }).catch((error: unknown) => error));
    // These are shown once, to whoever made them: their answers are not kept.
    secrets['signing'] = (await owner.call(rotateSigningSecret, { body: {} })).secret;
    secrets['apiKey'] = (await owner.call(createApiKey, { body: { name: 'K', scopes: ['runs:read'] } as never })).key;
    secrets['totp'] = (await owner.call(enrolSecondFactor, { body: { password: 'four grey herons wade' } })).secret;
    secrets['password'] = 'four grey herons wade';

    const workflow = await tenant.publish('Echoes', {
      schemaVersion: 1,
      nodes: [
        { id: 'hook', kind: 'trigger.webhook', config: {} },
        { id: 'call', kind: 'http.request', config: { url: `${peer.url}/orders`, credential: bearer } },
      ],
      edges: [{ from: 'hook', to: 'call' }],
    });
    const address = (await owner.call(listTriggers, { params: { id: workflow } })).items[0]!.url!;
    secrets['hookToken'] = address.split('/').at(-1)!;
    await fetch(`${tenant.url}/api/v1/hooks/${secrets['hookToken']}`, { method: 'POST', body: '{}' });
    const run = await tenant.finished(await tenant.run(workflow, {}));
    expect(run.status).toBe('succeeded');
    seen.push(run, await owner.call(runHistory, { params: { id: run.id } }));

    // What is refused is told without what was given.
    for (const body of [
      { kind: 'hmac', name: 'x', secret: plant('refusedSecret').slice(0, 15) },
      { kind: 'bearer', name: '', token: plant('refusedToken'), allowedHosts },
      { kind: 'slack', name: 'x', token: plant('refusedSlack') },
      {
        kind: 'basic',
        name: 'x',
        username: 'a',
        password: plant('refusedPassword'),
        allowedHosts,
        more: plant('more'),
      },
    ])
      seen.push(await refused(owner.call(createCredential, { body: body as never })));
    seen.push(
      await refused(
        owner.call(updateCredential, { params: { id: bearer }, body: { secrets: { tokn: plant('misnamed') } } }),
      ),
    );
    for (const route of [
      listCredentials,
      listChannels,
      listProviders,
      listOidcProviders,
      listDeliveries,
      listAuditEvents,
    ])
      seen.push(await owner.call(route as typeof listCredentials, { query: { limit: 100 } }));
    for (const format of ['csv', 'jsonl'])
      seen.push(await (await owner.open(exportAuditEvents, { query: { format } })).text());
    seen.push(await (await owner.open(exportWorkflow, { params: { id: workflow } })).text());
    // Each secret that was opened is told of.
    await eventually(async () => {
      const { items } = await owner.call(listAuditEvents, { query: { limit: 100 } });
      const actions = items.map(({ action }) => action);
      for (const noun of ['credential', 'ai-provider', 'channel', 'signing-secret', 'identity-provider'])
        expect(actions).toContain(`${noun}.used`);
      seen.push(items);
    });

    await host.telemetry.close();
    const rows = new Map<string, string>();
    for (const [name, service] of platform!.services)
      for (const [place, text] of await columns(service.app.get<Database>(Database, { strict: false })))
        rows.set(`${name}.${place}`, text);
    const sent = watched.commands.map((words) => words.join(' '));
    expect(Object.keys(secrets).length).toBeGreaterThan(20);
    for (const [what, count] of Object.entries({
      log: log.length,
      sent: sent.length,
      rows: rows.size,
      spans: spans.join('').length / 100,
    }))
      expect([what, count > 10]).toEqual([what, true]);
    // Every one of them went out, so that finding none means something.
    const arrived = JSON.stringify(peer.posts.map(({ headers, path }) => [headers, decodeURIComponent(path)]));
    for (const name of ['bearer', 'header', 'query', 'one', 'two', 'slackToken'])
      expect(arrived).toContain(secrets[name]!);

    const places = {
      log: log.filter((line) => canariesIn(line, secrets).length > 0),
      spans: canariesIn(spans.join('\n'), secrets),
      redis: sent.filter((command) => canariesIn(command, secrets).length > 0),
      rows: [...rows].flatMap(([place, text]) => canariesIn(text, secrets).map((name) => `${place}: ${name}`)),
      answers: seen.flatMap((answer) => canariesIn(textOf(answer), secrets)),
    };
    expect(places).toEqual({ log: [], spans: [], redis: [], rows: [], answers: [] });
  }, 120_000);

  /** Everything that each column of each table holds, by `table.column`. */
  async function columns(db: Database): Promise<Map<string, string>> {
    const all = new Map<string, string>();
    for (const { name } of await db.query<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'"))
      for (const row of await db.query<Record<string, unknown>>(`SELECT * FROM \`${name}\``))
        for (const [column, value] of Object.entries(row)) {
          const text = Buffer.isBuffer(value) ? value.toString('latin1') : String(value);
          all.set(`${name}.${column}`, `${all.get(`${name}.${column}`) ?? ''}\n${text}`);
        }
    return all;
  }
});

const textOf = (answer: unknown): string =>
  answer instanceof ApiProblem
    ? JSON.stringify(answer.problem)
    : answer instanceof Error
      ? answer.message
      : JSON.stringify(answer);
