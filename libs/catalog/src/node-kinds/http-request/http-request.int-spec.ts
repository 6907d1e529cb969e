import { gzipSync } from 'node:zlib';
import { AppError } from '#libs/contracts';
import { EgressPolicy, SafeHttp } from '#libs/platform/security';
import { HttpPeer, type PeerAnswer } from '../../conformance/http-peer.js';
import { stepInput } from '../../conformance/step.js';
import { wireHttp } from '../../conformance/wire.js';
import { httpRequest } from './http-request.def.js';
import { runHttpRequest } from './http-request.run.js';

const peer = new HttpPeer();
const other = new HttpPeer();
let address = '';
let elsewhere = '';
let http: ReturnType<typeof wireHttp>;
beforeAll(async () => {
  [address, elsewhere] = await Promise.all([peer.start(), other.start()]);
  http = wireHttp([new URL(address).host]);
});
afterAll(() => Promise.all([http.close(), peer.stop(), other.stop()]));
beforeEach(() => {
  peer.requests.splice(0);
  other.requests.splice(0);
});

const run = async (config: object) => {
  const parsed = httpRequest.config.parse({ url: `${address}/orders`, ...config });
  const result = await runHttpRequest(
    stepInput(parsed, httpRequest.needs, { use: { http: http.capability } }) as never,
  );
  return (result as { output: { status: number; body: unknown; pages?: number; complete?: boolean } }).output;
};
const failure = (config: object) =>
  run(config).then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => {
      if (AppError.is(error)) return { code: error.code, retry: error.retry, unknown: error.details['unknown'] };
      throw error;
    },
  );
const json = (body: unknown, headers: Record<string, string> = {}): PeerAnswer => ({
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

describe('http.request at the wire', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s', async (method) => {
    peer.answer = json({ ok: true });
    const withBody = method !== 'GET' && method !== 'OPTIONS' ? { body: { a: 1 } } : {};
    expect(await run({ method, ...withBody })).toMatchObject({ status: 200, body: { ok: true } });
    expect(peer.requests).toEqual([expect.objectContaining({ method, path: '/orders', body: withBody.body ?? null })]);
    expect(peer.requests[0]?.headers['idempotency-key']).toBe(
      method === 'GET' || method === 'OPTIONS' ? undefined : 'key',
    );
  });

  it('HEAD', async () => {
    peer.answer = { body: '' };
    expect(await run({ method: 'HEAD' })).toMatchObject({ status: 200, body: null });
  });

  it('follows redirects that stay where it may go, and looks at each', async () => {
    peer.answer = ({ path }) => (path === '/orders' ? { status: 302, headers: { location: '/new' } } : json('here'));
    expect(await run({})).toMatchObject({ body: 'here' });
    peer.answer = { status: 307, headers: { location: `${elsewhere}/inner` } };
    expect(await failure({})).toMatchObject({ code: 'EGRESS_REFUSED', retry: 'never' });
    expect(other.requests).toEqual([]);
    expect(await run({ maxRedirects: 0, acceptStatus: ['3xx'] })).toMatchObject({ status: 307 });
  });

  it('A8: refuses private addresses', async () => {
    for (const url of [elsewhere, 'http://169.254.169.254/latest', 'http://[::1]:80/', 'http://localhost:9999'])
      expect(await failure({ url })).toMatchObject({ code: 'EGRESS_REFUSED' });
    expect(other.requests).toEqual([]);
  });

  it('tells what is uncertain from what never left', async () => {
    peer.answer = { hangUp: true };
    expect(await failure({ method: 'POST', body: 1 })).toMatchObject({ code: 'EGRESS_FAILED', unknown: true });
    expect(await failure({ method: 'POST', body: 1, idempotent: true })).toEqual({
      code: 'EGRESS_FAILED',
      retry: 'soon',
      unknown: undefined,
    });
    expect(await failure({})).toEqual({ code: 'EGRESS_FAILED', retry: 'soon', unknown: undefined });
    peer.answer = { breakOff: true };
    expect(await failure({ method: 'PATCH', body: 1 })).toMatchObject({ code: 'EGRESS_FAILED', unknown: true });
    peer.answer = { silent: true };
    expect(await failure({ method: 'POST', body: 1, timeoutMs: 150 })).toMatchObject({
      code: 'EGRESS_FAILED',
      unknown: true,
    });
    peer.answer = { stall: true };
    expect(await failure({ method: 'POST', body: 1, timeoutMs: 150 })).toMatchObject({
      code: 'EGRESS_FAILED',
      unknown: true,
    });
    const gone = new HttpPeer();
    const url = await gone.start();
    await gone.stop();
    const reached = new SafeHttp(new EgressPolicy([new URL(url).host]));
    await expect(reached.fetch(url, { method: 'POST', body: '1' })).rejects.toMatchObject({
      code: 'EGRESS_FAILED',
      details: { sent: false },
    });
    await reached.close();
  });

  it('does not repeat a POST whose redirected answer was lost', async () => {
    peer.answer = ({ path }) =>
      path === '/orders' ? { status: 303, headers: { location: '/done' } } : { hangUp: true };
    expect(await failure({ method: 'POST', body: 1 })).toMatchObject({ code: 'EGRESS_FAILED', unknown: true });
  });

  it('A13: a small answer that unpacks into a large one is cut off', async () => {
    peer.answer = {
      headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(64 * 1024 * 1024)),
    };
    expect(await failure({})).toMatchObject({ code: 'LIMIT_EXCEEDED', retry: 'never' });
  });

  it('bounds the answer', async () => {
    peer.answer = json('x'.repeat(2000));
    expect(await failure({ maxBytes: 1000 })).toMatchObject({ code: 'LIMIT_EXCEEDED', retry: 'never' });
  });
});

describe('pages of http.request', () => {
  const pageOf = (path: string) => Number(new URL(path, address).searchParams.get('page') ?? 1);
  const list = (page: number) => (page <= 3 ? [page * 10, page * 10 + 1] : []);

  it('follows Link headers', async () => {
    peer.answer = ({ path }) => {
      const page = pageOf(path);
      const next = page < 3 ? { link: `</orders?page=${page + 1}>; rel="next", </orders?page=3>; rel="last"` } : {};
      return json(list(page), next as Record<string, string>);
    };
    expect(await run({ pagination: { by: 'link' } })).toMatchObject({
      body: [10, 11, 20, 21, 30, 31],
      pages: 3,
      complete: true,
    });
  });

  it('follows addresses, cursors and page numbers', async () => {
    peer.answer = ({ path }) => {
      const page = pageOf(path);
      return json({ data: { rows: list(page) }, next: page < 3 ? `?page=${page + 1}` : null });
    };
    const all = { body: [10, 11, 20, 21, 30, 31], complete: true };
    expect(await run({ pagination: { by: 'url', next: 'next', items: 'data.rows' } })).toMatchObject(all);
    expect(await run({ pagination: { by: 'page', items: 'data.rows' } })).toMatchObject({ ...all, pages: 4 });
    peer.answer = ({ path }) => {
      const at = Number(new URL(path, address).searchParams.get('after') ?? 1);
      return json({ rows: list(at), meta: { cursor: at < 3 ? at + 1 : '' } });
    };
    expect(
      await run({
        query: { limit: 2 },
        pagination: { by: 'cursor', cursor: 'meta.cursor', parameter: 'after', items: 'rows' },
      }),
    ).toMatchObject(all);
    expect(peer.requests.at(-1)?.path).toBe('/orders?limit=2&after=3');
  });

  it('stops at its bounds and says so', async () => {
    peer.answer = ({ path }) => json([pageOf(path)]);
    expect(await run({ pagination: { by: 'page', maxPages: 5 } })).toMatchObject({
      body: [1, 2, 3, 4, 5],
      pages: 5,
      complete: false,
    });
    peer.answer = ({ path }) => json(['x'.repeat(400), pageOf(path)]);
    expect(await failure({ maxBytes: 1000, pagination: { by: 'page' } })).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('goes in no circle, to no stranger, and through nothing but lists', async () => {
    peer.answer = json([1], { link: '</orders>; rel=next' });
    expect(await failure({ pagination: { by: 'link' } })).toMatchObject({ code: 'HTTP_ANSWER_INVALID' });
    peer.answer = json([1], { link: `<${elsewhere}/orders>; rel="next"` });
    expect(await failure({ pagination: { by: 'link' } })).toMatchObject({ code: 'HTTP_ANSWER_INVALID' });
    peer.answer = json({ rows: 1 });
    expect(await failure({ pagination: { by: 'page', items: 'rows' } })).toMatchObject({ code: 'HTTP_ANSWER_INVALID' });
    expect(other.requests).toEqual([]);
  });
});
