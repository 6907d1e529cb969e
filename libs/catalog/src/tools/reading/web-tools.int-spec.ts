import { toolSettings, type ToolSettings } from '#libs/contracts';
import { HttpPeer, type PeerAnswer } from '../../conformance/http-peer.js';
import { describeTool, toolCall, type ToolFakes } from '../../conformance/tool-suite.js';
import { wireHttp } from '../../conformance/wire.js';
import { callTool, type ToolDef, type ToolRun } from '../../kit.js';
import { fetchPage } from '../fetch-page/fetch-page.def.js';
import { runFetchPage } from '../fetch-page/fetch-page.run.js';
import { fetchUrls } from '../fetch-urls/fetch-urls.def.js';
import { runFetchUrls } from '../fetch-urls/fetch-urls.run.js';
import { webSearch } from '../web-search/web-search.def.js';
import { runWebSearch } from '../web-search/web-search.run.js';

/** Each test has an origin of its own: what robots.txt said is remembered by origin. */
async function origin(pages: Record<string, PeerAnswer>) {
  const peer = new HttpPeer();
  const address = await peer.start();
  peer.answer = ({ path }) => pages[path] ?? { status: 404, body: 'none' };
  const http = wireHttp([new URL(address).host]);
  closing.push(async () => {
    await http.close();
    await peer.stop();
  });
  return { peer, address, http: http.capability };
}
const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

const html = (body: string, title = 'A page'): PeerAnswer => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><title>${title}</title><body>${body}`,
});
const using = (http: ToolFakes['http'], settings: object = {}): ToolFakes => ({
  http,
  settings: { read: () => Promise.resolve(toolSettings.parse(settings) as ToolSettings) },
});
const call = <D extends ToolDef>(def: D, run: ToolRun<D>, input: unknown, use: ToolFakes) =>
  callTool(def, run, input, toolCall(def.needs, use));

describe('fetch_page at the wire', () => {
  it('follows redirects and says where they led', async () => {
    const { address, http, peer } = await origin({
      '/old': { status: 302, headers: { location: '/new#top' } },
      '/new': html('<p>Here</p><a href="more">More</a>'),
    });
    const page = await call(fetchPage, runFetchPage, { url: `${address}/old`, withLinks: true }, using(http));
    expect(page).toMatchObject({ url: `${address}/new`, title: 'A page', nextOffset: null });
    expect(page.text).toContain('Here');
    expect(page.links).toEqual([{ url: `${address}/more`, text: 'More' }]);
    expect(peer.requests.map(({ path }) => path)).toEqual(['/robots.txt', '/old', '/new']);
    expect(peer.requests[1]!.headers['user-agent']).toBe('AaaS');
  });

  it('gives a long page in parts', async () => {
    const { address, http } = await origin({ '/': html(`<p>${'word '.repeat(1000)}</p>`) });
    const first = await call(fetchPage, runFetchPage, { url: `${address}/`, maxChars: 4000 }, using(http));
    const rest = await call(fetchPage, runFetchPage, { url: `${address}/`, offset: first.nextOffset }, using(http));
    expect(first.text.length + rest.text.length).toBe(first.totalChars);
    expect(rest.nextOffset).toBeNull();
  });

  it('keeps to robots.txt, unless the company says otherwise', async () => {
    const pages = {
      '/robots.txt': { body: 'User-agent: *\nDisallow: /private' },
      '/private/x': html('secret'),
      '/open': { status: 301, headers: { location: '/private/x' } },
    };
    const { address, http } = await origin(pages);
    for (const path of ['/private/x', '/open'])
      await expect(call(fetchPage, runFetchPage, { url: `${address}${path}` }, using(http))).rejects.toMatchObject({
        code: 'TOOL_DENIED',
        message: expect.stringContaining('robots.txt') as string,
      });
    const asked = call(fetchPage, runFetchPage, { url: `${address}/private/x` }, using(http, { respectRobots: false }));
    expect((await asked).text).toBe('secret');
  });

  it('takes a robots.txt that cannot be asked for as a no', async () => {
    const { address, http } = await origin({ '/robots.txt': { status: 500 }, '/': html('x') });
    await expect(call(fetchPage, runFetchPage, { url: `${address}/` }, using(http))).rejects.toMatchObject({
      code: 'TOOL_DENIED',
    });
  });

  it.each([
    [{ status: 404 }, 'HTTP_REFUSED'],
    [{ status: 429 }, 'HTTP_BUSY'],
    [{ status: 500 }, 'HTTP_FAILED'],
    [{ headers: { 'content-type': 'image/png' }, body: 'x' }, 'HTTP_ANSWER_INVALID'],
    [{ headers: { 'content-type': 'text/html' }, body: 'x'.repeat(3_200_000) }, 'LIMIT_EXCEEDED'],
    [{ status: 302, headers: { location: '/' } }, 'EGRESS_FAILED'],
    [{ hangUp: true }, 'EGRESS_FAILED'],
  ])('tells %j by its code %s', async (answer: PeerAnswer, code) => {
    const { address, http } = await origin({ '/': answer });
    await expect(call(fetchPage, runFetchPage, { url: `${address}/` }, using(http))).rejects.toMatchObject({ code });
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:127.0.0.1]:9/',
    'http://0x7f000001/',
    'http://127.1/',
  ])('A8: does not read %s, neither at once nor by a redirect', async (inner) => {
    const { address, http } = await origin({ '/': { status: 302, headers: { location: inner } } });
    for (const url of [inner, `${address}/`])
      for (const settings of [{}, { respectRobots: false }])
        await expect(call(fetchPage, runFetchPage, { url }, using(http, settings))).rejects.toMatchObject({
          code: 'EGRESS_REFUSED',
        });
  });
});

describe('fetch_urls at the wire', () => {
  it('reads several, in order, each with its text or its error', async () => {
    const { address, http } = await origin({ '/a': html('<p>Alpha</p>'), '/b': html(`<p>${'b '.repeat(200)}</p>`) });
    const urls = [`${address}/a`, `${address}/gone`, 'http://127.0.0.1:1/', `${address}/b`];
    const { pages } = await call(fetchUrls, runFetchUrls, { urls, maxChars: 100 }, using(http));
    expect(pages).toEqual([
      { url: urls[0], title: 'A page', text: 'Alpha', isCut: false },
      { url: urls[1], error: { code: 'HTTP_REFUSED', message: expect.any(String) as string } },
      { url: urls[2], error: { code: 'EGRESS_REFUSED', message: expect.any(String) as string } },
      { url: urls[3], title: 'A page', text: expect.stringMatching(/^b b/) as string, isCut: true },
    ]);
  });
});

const duck = (hits: string) => html(`<div id="links">${hits}</div>`);
const hit = (to: string, title: string, snippet: string, more = '') =>
  `<div class="result ${more}"><h2><a class="result__a" href="${to}">${title}</a></h2><a class="result__snippet">${snippet}</a></div>`;

describe('web_search at the wire', () => {
  it('reads the page of DuckDuckGo, without advertising and counters', async () => {
    const { address, http, peer } = await origin({
      '/html/?q=black+tea+site%3Aa.example': duck(
        hit('https://ads.example/', 'Buy', 'now', 'result--ad') +
          hit(
            '//duckduckgo.com/l/?uddg=https%3A%2F%2Fa.example%2Ftea%3Fx%3D1&rut=1',
            '<b>Tea</b> &amp; more',
            'All  about tea',
          ) +
          hit('javascript:alert(1)', 'Bad', 'bad') +
          hit('https://b.example/', 'Second', ''),
      ),
    });
    const settings = { search: { url: `${address}/html/` } };
    const found = await call(
      webSearch,
      runWebSearch,
      { query: ' black tea ', site: 'a.example' },
      using(http, settings),
    );
    expect(found).toEqual({
      provider: 'duckduckgo',
      results: [
        { title: 'Tea & more', url: 'https://a.example/tea?x=1', snippet: 'All about tea' },
        { title: 'Second', url: 'https://b.example/', snippet: '' },
      ],
    });
    expect(peer.requests).toHaveLength(1);
  });

  it('asks to wait when DuckDuckGo answers with a riddle', async () => {
    const { address, http } = await origin({ '/?q=x': { ...html('<div class="anomaly-modal">'), status: 202 } });
    await expect(
      call(webSearch, runWebSearch, { query: 'x' }, using(http, { search: { url: `${address}/` } })),
    ).rejects.toMatchObject({ code: 'HTTP_BUSY', retry: 'after' });
  });

  it('asks a SearXNG for JSON', async () => {
    const results = [
      { title: 'T', url: 'https://a.example/', content: 'c' },
      { title: 'F', url: 'ftp://a.example/' },
    ];
    const { address, http } = await origin({
      '/x/search?q=tea&format=json': {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ results }),
      },
    });
    const settings = { search: { provider: 'searxng', url: `${address}/x/` } };
    expect(await call(webSearch, runWebSearch, { query: 'tea' }, using(http, settings))).toEqual({
      provider: 'searxng',
      results: [{ title: 'T', url: 'https://a.example/', snippet: 'c' }],
    });
  });

  it('asks Brave with the credential of the settings', async () => {
    const credential = `crd_${'0'.repeat(26)}`;
    const seen: unknown[] = [];
    const http: ToolFakes['http'] = {
      request: (request) => {
        seen.push(request.credential, request.url);
        const body = JSON.stringify({
          web: { results: [{ title: 'T', url: 'https://a.example/', description: 'd' }] },
        });
        return Promise.resolve({ status: 200, headers: {}, body: Buffer.from(body) });
      },
    };
    const settings = { search: { provider: 'brave', credential } };
    const { results } = await call(webSearch, runWebSearch, { query: 'tea', count: 3 }, using(http, settings));
    expect(results).toEqual([{ title: 'T', url: 'https://a.example/', snippet: 'd' }]);
    expect(seen).toEqual([
      credential,
      'https://api.search.brave.com/res/v1/web/search?q=tea&count=3&text_decorations=false',
    ]);
  });

  it.each([
    [
      { status: 429, headers: { 'retry-after': '7' } },
      { code: 'HTTP_BUSY', details: { retryAfterMs: 7000 } },
    ],
    [{ status: 403 }, { code: 'HTTP_REFUSED' }],
    [{ status: 502 }, { code: 'HTTP_FAILED' }],
    [{ body: '<html>' }, { code: 'HTTP_ANSWER_INVALID' }],
    [{ body: '{"results":[{"title":1}]}' }, { code: 'HTTP_ANSWER_INVALID' }],
  ])('tells %j', async (answer: PeerAnswer, error) => {
    const { address, http } = await origin({ '/search?q=x&format=json': answer });
    const settings = { search: { provider: 'searxng', url: address } };
    await expect(call(webSearch, runWebSearch, { query: 'x' }, using(http, settings))).rejects.toMatchObject(error);
  });
});

describeTool(fetchPage, runFetchPage, { examples: [], invalid: [{}, { url: 'file:///etc/passwd' }, { url: 'x' }] });
describeTool(fetchUrls, runFetchUrls, {
  examples: [],
  invalid: [
    {},
    { urls: [] },
    { urls: Array.from({ length: 11 }, () => 'https://a.example/') },
    { urls: ['gopher://a'] },
  ],
});
describeTool(webSearch, runWebSearch, { examples: [], invalid: [{}, { query: ' ' }, { query: 'x', site: 'a b' }] });
