import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { join } from 'node:path';
import { services, type ServiceName } from '#libs/contracts';
import { serverFolder, startGateway, type NginxServer } from '#libs/testing';
import { PlatformInProcess } from './testing/platform-in-process.js';

/** The gateway before the very services that the embedded front door stands before. */
let platform: PlatformInProcess;
let gateway: NginxServer;
const origin = 'https://app.example.com';
const settings = { AAAS_CORS_ORIGINS: origin, AAAS_TRUSTED_PROXIES: '127.0.0.1' };

function built(): string {
  const folder = serverFolder('built');
  for (const name of ['web/assets', 'docs']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'web/index.html'), '<title>app</title>');
  writeFileSync(join(folder, 'web/assets/app-1.js'), 'const app = 1;\n');
  writeFileSync(join(folder, 'docs/index.html'), '<title>API</title>');
  writeFileSync(join(folder, 'docs/openapi.json'), '{"openapi":"3.1.0"}');
  return folder;
}

beforeAll(async () => {
  const folder = built();
  platform = await PlatformInProcess.start(settings, folder);
  const ports = await Promise.all(
    services.map(async (name) => [name, [await platform.listenApart(name)]] as [ServiceName, number[]]),
  );
  gateway = await startGateway({
    upstreams: Object.fromEntries(ports) as Record<ServiceName, number[]>,
    ...{ webRoot: join(folder, 'web'), docsRoot: join(folder, 'docs') },
    ...{ origins: origin, trustedProxies: '127.0.0.1' },
  });
}, 120_000);
afterAll(async () => {
  await gateway?.stop();
  await platform?.stop();
});

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

/** Of the transport, or of the moment. */
const passing = new Set([
  'date',
  'server',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'etag',
  'last-modified',
  'accept-ranges',
]);

/** As it is meant: what was compressed on the way, and how a charset is spelled, are no matter of the door. */
function plain({ vary, 'content-type': type, ...headers }: Record<string, unknown>): Record<string, unknown> {
  return { ...headers, varies: /origin/i.test(String(vary)), type: String(type).split(';')[0] };
}

function get(url: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = ask(url + path, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const kept = Object.entries(response.headers).filter(([name]) => !passing.has(name));
        resolve({ status: response.statusCode!, headers: plain(Object.fromEntries(kept)), text });
      });
    });
    sent.on('error', reject).end();
  });
}

/** The same request at both doors. */
async function both(...[path, headers, method]: [string, Record<string, string>?, string?]): Promise<[Answer, Answer]> {
  const named = { 'x-request-id': 'one-and-the-same', ...headers };
  return [await get(platform.url, path, named, method), await get(gateway.url, path, named, method)];
}

const preflight = { origin, 'access-control-request-method': 'POST' };
const cases: [what: string, path: string, headers?: Record<string, string>, method?: string][] = [
  ['a page', '/workflows/wf_1'],
  ['a script', '/assets/app-1.js'],
  ['a script that is gone', '/assets/gone.js'],
  ['the page of the API', '/docs/'],
  ['the document of the API', '/api/v1/openapi.json'],
  ['an answer', '/api/v1/auth/options'],
  ['a refusal', '/api/v1/workflows'],
  ['what is nowhere', '/api/v1/nothing'],
  ['the keys', '/.well-known/jwks.json'],
  ['health', '/healthz'],
  ['an answer to another web app', '/api/v1/auth/options', { origin }],
  ['an answer to a web app that nobody named', '/api/v1/auth/options', { origin: `${origin}.evil.example` }],
  ['what another web app asks beforehand', '/api/v1/workflows', preflight, 'OPTIONS'],
  [
    'what a strange web app asks beforehand',
    '/api/v1/workflows',
    { ...preflight, origin: 'https://evil.example' },
    'OPTIONS',
  ],
  ['an answer by TLS', '/', { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' }],
];

describe('A7: both doors', () => {
  it.each(cases)('say the same with %s', async (_what, ...request) => {
    const [embedded, apart] = await both(...request);
    expect(apart.status).toBe(embedded.status);
    expect(apart.headers).toEqual(embedded.headers);
    expect(embedded.headers).toMatchObject({
      'x-request-id': 'one-and-the-same',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self';/) as string,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it('let in the origins that are named, exactly', async () => {
    for (const answer of await both('/api/v1/auth/options', { origin }))
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': origin });
    for (const wrong of [`${origin}.evil.example`, 'http://app.example.com', 'null', 'https://APP.example.com'])
      for (const answer of await both('/api/v1/auth/options', { origin: wrong }))
        expect([wrong, answer.headers['access-control-allow-origin']]).toEqual([wrong, undefined]);
    for (const answer of await both('/', { origin }))
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('tell browsers to come by TLS where they did', async () => {
    const secure = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' };
    for (const answer of await both('/', secure))
      expect(answer.headers).toMatchObject({ 'strict-transport-security': 'max-age=63072000; includeSubDomains' });
    for (const answer of await both('/')) expect(answer.headers['strict-transport-security']).toBeUndefined();
  });

  it('say that they are worked on, to people and programs, and stay alive', async () => {
    const files = [join(platform.dataDir, 'maintenance'), join(gateway.folder, 'maintenance')];
    for (const file of files) writeFileSync(file, '');
    await new Promise((resolve) => setTimeout(resolve, 600));
    try {
      const pages = await both('/workflows/wf_1');
      for (const { status, headers, text } of pages) {
        expect([status, headers['type'], headers['retry-after']]).toEqual([503, 'text/html', '60']);
        expect(text).toContain('Back soon');
      }
      expect(pages[1].headers).toEqual(pages[0].headers);
      const programs = await both('/api/v1/workflows');
      for (const { status, text } of programs)
        expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([503, 'UNAVAILABLE']);
      expect(programs[1].headers).toEqual(programs[0].headers);
      expect((await both('/healthz')).map(({ status }) => status)).toEqual([200, 200]);
    } finally {
      for (const file of files) rmSync(file);
    }
  });
});
