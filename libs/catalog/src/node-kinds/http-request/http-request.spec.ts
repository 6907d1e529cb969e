import { effectOf } from '#libs/workflow';
import { AppError } from '#libs/contracts';
import { describeNodeKind } from '../../conformance/kind-suite.js';
import { stepInput } from '../../conformance/step.js';
import type { HttpAnswer, HttpRequest } from '../../kit.js';
import { httpRequest } from './http-request.def.js';
import { runHttpRequest } from './http-request.run.js';

const answered = (body: string, type = 'application/json'): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': type },
  body: Buffer.from(body),
});
const http = (answer: HttpAnswer) => ({ request: () => Promise.resolve(answer) });
const url = 'https://api.example.com/orders';

describeNodeKind(httpRequest, runHttpRequest, {
  examples: [
    {
      config: { url },
      use: { http: http(answered('[1]')) },
      gives: { output: { status: 200, headers: { 'content-type': 'application/json' }, body: [1] } },
    },
    {
      config: { method: 'POST', url, body: { a: 1 }, credential: 'crd_1', idempotent: true },
      use: { http: http({ status: 204, headers: {}, body: new Uint8Array() }) },
      gives: { output: { status: 204, headers: {}, body: null } },
    },
    {
      config: { url, pagination: { by: 'link' } },
      use: { http: http(answered('[1, 2]')) },
      gives: {
        output: {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: [1, 2],
          pages: 1,
          complete: true,
        },
        warnings: [],
      },
    },
  ],
  invalid: [
    { config: {}, path: 'url' },
    { config: { url: 'ftp://example.com' }, path: 'url' },
    { config: { url, method: 'TRACE' }, path: 'method' },
    { config: { url, body: 1 }, path: 'body' },
    { config: { url, headers: { 'a b': 'x' } }, path: 'headers.a b' },
    { config: { url, headers: { a: 'x\r\nb: y' } }, path: 'headers.a' },
    { config: { url, headers: { Host: 'evil' } }, path: 'headers.Host' },
    { config: { url, method: 'POST', pagination: { by: 'link' } }, path: 'pagination' },
    { config: { url, pagination: { by: 'cursor' } }, path: 'pagination.cursor' },
    { config: { url, responseAs: 'file', pagination: { by: 'link' } }, path: 'responseAs' },
    { config: { url, acceptStatus: ['ok'] }, path: 'acceptStatus.0' },
    { config: { url, timeoutMs: 300_001 }, path: 'timeoutMs' },
    { config: { url, maxBytes: 17 * 1024 * 1024 }, path: 'maxBytes' },
  ],
});

describe('effect of http.request', () => {
  it.each([
    [{}, 'idempotent'],
    [{ method: 'DELETE' }, 'idempotent'],
    [{ method: 'POST' }, 'effectful'],
    [{ method: 'PATCH' }, 'effectful'],
    [{ method: 'POST', idempotent: true }, 'idempotent'],
    [{ method: 'POST', idempotent: '{{ input.sure }}' }, 'effectful'],
    [{ method: '{{ input.method }}' }, 'effectful'],
  ])('%j is %s', (config, effect) => expect(effectOf(httpRequest, config)).toBe(effect));
});

describe('http.request', () => {
  const run = (config: object, facts: Parameters<typeof stepInput>[2]) =>
    runHttpRequest(stepInput(httpRequest.config.parse({ url, ...config }), httpRequest.needs, facts) as never);
  const sentBy = async (config: object, artifacts?: object) => {
    const sent: HttpRequest[] = [];
    await run(config, {
      use: {
        http: { request: (request) => (sent.push(request), Promise.resolve(answered('null'))) },
        ...(artifacts ? { artifacts } : {}),
      },
    });
    return sent[0]!;
  };

  it('adds the query, and the key where something changes', async () => {
    const got = await sentBy({ url: `${url}?a=1`, query: { b: 'x y', c: [1, 2], d: null, e: true } });
    expect(got.url).toBe(`${url}?a=1&b=x+y&c=1&c=2&e=true`);
    expect(got.headers).not.toHaveProperty('idempotency-key');
    expect((await sentBy({ method: 'DELETE' })).headers).toMatchObject({ 'idempotency-key': 'key' });
    expect(
      (await sentBy({ method: 'POST', headers: { 'Idempotency-Key': 'mine', Accept: 'x/y' } })).headers,
    ).toMatchObject({
      'idempotency-key': 'mine',
      accept: 'x/y',
    });
  });

  it.each<[string, object, string | undefined, string]>([
    ['json', { body: { a: [1] } }, 'application/json', '{"a":[1]}'],
    ['json, text as a value', { body: 'x' }, 'application/json', '"x"'],
    ['text', { body: 'x', bodyAs: 'text' }, 'text/plain; charset=utf-8', 'x'],
    [
      'form',
      { body: { a: 1, b: ['x', '&'], c: null }, bodyAs: 'form' },
      'application/x-www-form-urlencoded',
      'a=1&b=x&b=%26',
    ],
  ])('sends %s', async (_name, config, type, body) => {
    const got = await sentBy({ method: 'POST', ...config });
    expect(got.headers?.['content-type']).toBe(type);
    expect(got.body).toBe(body);
  });

  it('sends files from artifacts', async () => {
    const read = () => Promise.resolve({ name: 'a.bin', contentType: 'image/png', content: Buffer.from([1, 2]) });
    const file = await sentBy({ method: 'PUT', body: 'art_1', bodyAs: 'file' }, { read });
    expect([file.headers?.['content-type'], [...(file.body as Uint8Array)]]).toEqual(['image/png', [1, 2]]);
    const form = await sentBy(
      { method: 'POST', body: { title: 'x', file: { artifactId: 'art_1' } }, bodyAs: 'multipart' },
      { read },
    );
    const text = Buffer.from(form.body as Uint8Array).toString('latin1');
    expect(form.headers?.['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(text).toMatch(/name="title"\r\n\r\nx\r\n/);
    expect(text.toLowerCase()).toContain(
      'name="file"; filename="a.bin"\r\ncontent-type: image/png\r\n\r\n\x01\x02\r\n',
    );
  });

  it.each([
    [{ body: 1, bodyAs: 'text' }, 'expected a text'],
    [{ body: 'x', bodyAs: 'form' }, 'expected a map of fields'],
    [{ body: {}, bodyAs: 'file' }, 'expected the id of an artifact'],
  ])('refuses %j', async (config, message) => {
    await expect(sentBy({ method: 'POST', ...config }, {})).rejects.toMatchObject({
      code: 'STEP_CONFIG_INVALID',
      details: { issues: [{ path: 'config.body', message }] },
    });
  });

  it.each<[string, HttpAnswer, unknown]>([
    ['json', answered('{"a":1}'), { a: 1 }],
    ['problem json', answered('{"a":1}', 'application/problem+json; charset=utf-8'), { a: 1 }],
    ['text', answered('hä', 'text/plain'), 'hä'],
    ['latin1', { ...answered('', 'text/plain; charset=iso-8859-1'), body: Buffer.from('hä', 'latin1') }, 'hä'],
    ['an unknown charset', answered('x', 'text/plain; charset=klingon'), 'x'],
    ['xml', answered('<a/>', 'image/svg+xml'), '<a/>'],
    ['no type', { ...answered('x'), headers: {} }, 'x'],
    ['nothing', { ...answered('') }, null],
  ])('reads %s', async (_name, answer, body) => {
    expect(await run({}, { use: { http: http(answer) } })).toMatchObject({ output: { body } });
  });

  it('keeps other content as a file, named by the answer or the address', async () => {
    const write = jest.fn(({ name, content }: { name: string; content: string | Uint8Array }) =>
      Promise.resolve({ artifactId: 'art_1', name, bytes: content.length }),
    );
    const use = (headers: Record<string, string>) => ({
      use: {
        http: http({
          ...answered('PDF', 'application/pdf'),
          headers: { 'content-type': 'application/pdf', ...headers },
        }),
        artifacts: { write },
      },
    });
    const bodyOf = async (headers: Record<string, string>) =>
      ((await run({}, use(headers))) as { output: { body: unknown } }).output.body;
    expect(await bodyOf({})).toEqual({ artifactId: 'art_1', name: 'orders', bytes: 3, contentType: 'application/pdf' });
    expect(await bodyOf({ 'content-disposition': 'attachment; filename="../a:b.pdf"' })).toMatchObject({
      name: '.._a_b.pdf',
    });
    expect(await bodyOf({ 'content-disposition': "attachment; filename*=UTF-8''h%C3%A4.pdf" })).toMatchObject({
      name: 'hä.pdf',
    });
  });

  it('says that JSON is none, and keeps cookies out', async () => {
    await expect(run({}, { use: { http: http(answered('<html>')) } })).rejects.toMatchObject({
      code: 'HTTP_ANSWER_INVALID',
      retry: 'never',
    });
    const answer = {
      ...answered('1'),
      headers: { 'content-type': 'application/json', 'set-cookie': 'session=secret' },
    };
    expect(JSON.stringify(await run({}, { use: { http: http(answer) } }))).not.toContain('secret');
  });

  it.each<[string, number, object]>([
    ['GET', 404, { code: 'HTTP_REFUSED', retry: 'never' }],
    ['GET', 500, { code: 'HTTP_FAILED', retry: 'soon' }],
    ['GET', 502, { code: 'HTTP_FAILED', retry: 'soon' }],
    ['GET', 501, { code: 'HTTP_REFUSED' }],
    ['GET', 429, { code: 'HTTP_BUSY', retry: 'after', details: { retryAfterMs: 7000 } }],
    ['POST', 429, { code: 'HTTP_BUSY', retry: 'after' }],
    ['POST', 503, { code: 'HTTP_BUSY', retry: 'after' }],
    ['POST', 500, { code: 'HTTP_REFUSED', retry: 'never' }],
    ['POST', 504, { code: 'HTTP_FAILED', details: { unknown: true } }],
  ])('%s answered by %d', async (method, status, expected) => {
    const answer = {
      ...answered('{"error":\n"no such order"}'),
      status,
      headers: { 'content-type': 'application/json', 'retry-after': '7' },
    };
    const failing = run({ method, url: `${url}?token=hidden` }, { use: { http: http(answer) } });
    await expect(failing).rejects.toMatchObject({
      ...expected,
      message: `${method} api.example.com answered ${status}: {"error": "no such order"}`,
    });
  });

  it('takes the statuses that it is told to', async () => {
    const answer = { ...answered('null'), status: 404 };
    expect(await run({ acceptStatus: ['2xx', 404] }, { use: { http: http(answer) } })).toMatchObject({
      output: { status: 404 },
    });
    await expect(
      run({ acceptStatus: ['3xx'] }, { use: { http: http({ ...answer, status: 200 }) } }),
    ).rejects.toMatchObject({ code: 'HTTP_REFUSED' });
  });

  it.each<[string, AppError | Error, object]>([
    ['GET', new AppError('EGRESS_FAILED', { sent: true }), { code: 'EGRESS_FAILED', retry: 'soon' }],
    ['POST', new AppError('EGRESS_FAILED', { sent: false }), { code: 'EGRESS_FAILED', details: { sent: false } }],
    ['POST', new AppError('EGRESS_FAILED', { sent: true }), { code: 'EGRESS_FAILED', details: { unknown: true } }],
    ['POST', new TypeError('terminated'), { code: 'EGRESS_FAILED', details: { unknown: true } }],
    ['GET', new TypeError('terminated'), { code: 'EGRESS_FAILED', retry: 'soon' }],
    ['POST', new AppError('EGRESS_REFUSED'), { code: 'EGRESS_REFUSED', retry: 'never' }],
    ['POST', new AppError('EGRESS_REFUSED', { sent: true }), { code: 'EGRESS_FAILED', details: { unknown: true } }],
    ['POST', new AppError('CREDENTIAL_NOT_FOUND'), { code: 'CREDENTIAL_NOT_FOUND' }],
  ])('%s that fails with %s', async (method, error, expected) => {
    const failing = run({ method }, { use: { http: { request: () => Promise.reject(error) } } });
    await expect(failing).rejects.toMatchObject(expected);
    if (method === 'GET') await expect(failing).rejects.not.toMatchObject({ details: { unknown: true } });
  });
});
