/** The whole face of a service, case by case: it is long because each promise of the contract has its case here. */
import { Controller, Get } from '@nestjs/common';
import { Module } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError, route } from '#libs/contracts';
import type { Caller, In, RouteSpec } from '#libs/contracts';
import { silentLogger } from '../logging/index.js';
import {
  bootService,
  etagOf,
  Handle,
  HttpContext,
  IdempotencyStore,
  parseInput,
  RawAnswer,
  reply,
  requestIdOf,
  requireMatch,
} from './index.js';
import type { KeptAnswer, Refusal, Service, ServiceParts } from './index.js';
import { tooDeep } from './body-parser.js';

const thing = z.object({ id: z.string(), size: z.number().optional() });
const routes = {
  getThing: route({
    method: 'GET',
    path: '/things/:id',
    permission: 'company:read',
    tag: 'things',
    summary: 'One',
    params: z.object({ id: z.string().regex(/^[a-z]+$/, 'expected small letters') }),
    query: z.object({ limit: z.coerce.number().int().max(5).default(3) }),
    responses: { 200: thing },
  }),
  makeThing: route({
    method: 'POST',
    path: '/things',
    permission: 'company:write',
    tag: 'things',
    summary: 'New',
    idempotent: true,
    body: z.strictObject({ name: z.string().max(5), parts: z.array(z.strictObject({ n: z.number() })).default([]) }),
    responses: { 201: thing, 202: z.object({ later: z.literal(true) }) },
  }),
  bigThing: route({
    method: 'POST',
    path: '/things/big',
    permission: 'public',
    tag: 'things',
    summary: 'Big',
    bodyLimit: 3_000_000,
    body: z.object({ text: z.string() }),
    responses: { 200: z.object({ length: z.number() }) },
  }),
  writeThing: route({
    method: 'POST',
    path: '/things/text',
    permission: 'public',
    tag: 'things',
    summary: 'Text',
    bodyLimit: 100,
    texts: ['application/yaml'],
    body: z.union([z.string(), z.object({ text: z.string() })]),
    responses: { 200: z.object({ read: z.string() }) },
  }),
  tableOfThings: route({
    method: 'GET',
    path: '/things/table',
    permission: 'public',
    tag: 'things',
    summary: 'Table',
    query: z.object({ format: z.enum(['json', 'csv']).default('json') }),
    responses: { 200: z.object({ items: z.array(thing) }) },
    csv: ({ items }: { items: z.output<typeof thing>[] }) => ({
      name: 'things',
      head: ['id', 'size'],
      rows: items.map(({ id, size }) => [id, size]),
    }),
  }),
  rawThing: route({
    method: 'POST',
    path: '/things/raw',
    permission: 'public',
    tag: 'things',
    summary: 'Raw',
    raw: true,
    bodyLimit: 100,
    body: z.instanceof(Uint8Array).optional(),
    responses: { 200: 'raw', 202: z.object({ later: z.boolean() }) },
  }),
  dropThing: route({
    method: 'DELETE',
    path: '/things/:id',
    permission: 'company:write',
    tag: 'things',
    summary: 'Drop',
    params: z.object({ id: z.string() }),
    responses: { 204: 'empty' },
  }),
  failThing: route({
    method: 'GET',
    path: '/fail',
    permission: 'public',
    tag: 'things',
    summary: 'Fail',
    responses: { 200: thing },
  }),
  misfit: route({
    method: 'GET',
    path: '/misfit',
    permission: 'public',
    tag: 'things',
    summary: 'Misfit',
    responses: { 200: thing },
  }),
  keys: route({
    method: 'GET',
    path: '/.well-known/keys.json',
    root: true,
    permission: 'public',
    tag: 'things',
    summary: 'Keys',
    responses: { 200: z.object({ keys: z.array(z.string()) }) },
  }),
} satisfies Record<string, RouteSpec>;

const caller: Caller = { kind: 'user', companyId: 'co_01h455vb4pex5vsknk084sn02q', role: 'owner' };
let made = 0;
let failure: unknown = new Error('secret detail');

@Controller()
class Things {
  @Handle(routes.getThing) get(who: Caller, { params, query }: In<typeof routes.getThing>) {
    return reply(
      200,
      { id: params.id, size: query.limit, inside: `${who.companyId} must not leave` },
      { etag: etagOf(params.id) },
    );
  }
  @Handle(routes.makeThing) make(_: Caller, { body }: In<typeof routes.makeThing>, http: HttpContext) {
    made += 1;
    if (body.name === 'bad') throw new AppError('CONFLICT');
    if (body.name === 'later') return reply(202, { later: true });
    return { id: `${body.name}-${made}-${http.idempotencyKey ?? 'none'}` };
  }
  @Handle(routes.bigThing) big(_: Caller | undefined, { body }: In<typeof routes.bigThing>) {
    return { length: body.text.length };
  }
  @Handle(routes.writeThing) write(_: Caller | undefined, { body }: In<typeof routes.writeThing>) {
    return { read: typeof body === 'string' ? body : `JSON ${body.text}` };
  }
  @Handle(routes.tableOfThings) table() {
    return { items: [{ id: '=a', size: 2, inside: 'must not leave' }, { id: 'b, c' }] };
  }
  @Handle(routes.rawThing) raw(_: Caller | undefined, { body }: In<typeof routes.rawThing>) {
    if (!body) return reply(202, { later: true });
    return new RawAnswer(203, { 'content-type': 'text/plain', 'x-bytes': String(body.length) }, Buffer.from(body));
  }
  @Handle(routes.dropThing) async drop() {}
  @Handle(routes.failThing) fail(): never {
    throw failure;
  }
  @Handle(routes.misfit) misfit() {
    return { id: 5 } as never;
  }
  @Handle(routes.keys) keys() {
    return { keys: ['a'] };
  }
}

class MemoryStore extends IdempotencyStore {
  readonly rows = new Map<string, { fingerprint: string; answer?: KeptAnswer }>();
  async claim(id: string, fingerprint: string) {
    const row = this.rows.get(id);
    if (!row) return (this.rows.set(id, { fingerprint }), { state: 'new' as const });
    if (row.fingerprint !== fingerprint) return { state: 'other' as const };
    return row.answer ? { state: 'kept' as const, answer: row.answer } : { state: 'running' as const };
  }
  async keep(id: string, answer: KeptAnswer) {
    this.rows.get(id)!.answer = answer;
  }
  async forget(id: string) {
    this.rows.delete(id);
  }
}

@Module({ controllers: [Things] })
class ThingsModule {}

const store = new MemoryStore();
const parts = (): ServiceParts => ({
  guard: {
    admit(_, request) {
      if (request.headers.authorization) request.caller = caller;
    },
  },
  idempotency: store,
  probes: {
    database: { check: () => ({ ok: true }) },
    model: { required: false, check: () => ({ ok: false, detail: 'no key' }) },
  },
});
const boot = (over: Partial<Parameters<typeof bootService>[0]> = {}) =>
  bootService({ service: 'things', module: ThingsModule, routes, logger: silentLogger(), parts, ...over });

let service: Service;
beforeAll(async () => {
  service = await boot();
});
afterAll(() => service.close());

const call = async (
  method: 'GET' | 'POST' | 'DELETE' | 'PUT',
  url: string,
  options: { body?: unknown; headers?: Record<string, string>; raw?: string } = {},
) => {
  const { body, headers = {}, raw } = options;
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await service.fastify.inject({
    method,
    url,
    headers: {
      authorization: 'x',
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    json: answer.headers['content-type']?.toString().includes('json')
      ? (JSON.parse(answer.body) as Record<string, unknown>)
      : undefined,
  };
};

describe('a route that has a table', () => {
  it('gives it as a file when it is asked for, else JSON as everywhere', async () => {
    const { headers, text } = await call('GET', '/api/v1/things/table?format=csv');
    expect(text).toBe('\uFEFFid,size\r\n\'=a,2\r\n"b, c",\r\n');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain('attachment; filename="things.csv"');
    expect((await call('GET', '/api/v1/things/table')).json).toEqual({
      items: [{ id: '=a', size: 2 }, { id: 'b, c' }],
    });
    expect((await call('GET', '/api/v1/things/table?format=xml')).status).toBe(400);
  });
});

describe('a route that takes a text', () => {
  const send = (type: string, raw: string, url = '/api/v1/things/text') =>
    call('POST', url, { raw, headers: { 'content-type': type } });

  it('reads it as it is, and JSON as everywhere', async () => {
    expect((await send('application/yaml; charset=utf-8', 'a: é\n')).json).toEqual({ read: 'a: é\n' });
    expect((await send('application/json', '{"text":"x"}')).json).toEqual({ read: 'JSON x' });
  });

  it('takes no other type, no larger one, and elsewhere none', async () => {
    expect((await send('text/yaml', 'a: 1')).json).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect((await send('application/yaml', 'x'.repeat(101))).json).toMatchObject({ code: 'BODY_TOO_LARGE' });
    expect((await send('application/yaml', 'a: 1', '/api/v1/things')).json).toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });
});

describe('a route that takes bytes', () => {
  const send = (type: string, raw: string) =>
    call('POST', '/api/v1/things/raw', { raw, headers: { 'content-type': type } });

  it('reads any type as it came, and answers what its handler says, which no browser runs', async () => {
    for (const type of ['application/json', 'text/yaml', 'image/png', 'application/x-www-form-urlencoded']) {
      const { status, headers, text } = await send(type, '{"a": é');
      expect([status, text, headers['x-bytes']]).toEqual([203, '{"a": é', '8']);
      expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('may come without a body, keeps to its limit, and may answer by its contract as well', async () => {
    expect(await call('POST', '/api/v1/things/raw', {})).toMatchObject({ status: 202, json: { later: true } });
    expect((await send('text/plain', 'x'.repeat(101))).json).toMatchObject({ code: 'BODY_TOO_LARGE' });
  });
});

describe('a contract route', () => {
  it('answers in the shape of its contract and keeps back what the contract does not name', async () => {
    const answer = await call('GET', '/api/v1/things/abc?limit=2');
    expect(answer).toMatchObject({ status: 200, json: { id: 'abc', size: 2 } });
    expect(answer.text).not.toContain('must not leave');
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('names every wrong field of every part', async () => {
    expect(await call('GET', '/api/v1/things/ABC?limit=9')).toMatchObject({
      status: 400,
      json: {
        code: 'VALIDATION_FAILED',
        issues: [{ path: 'id', message: 'expected small letters' }, { path: 'limit' }],
      },
    });
    const answer = await call('POST', '/api/v1/things', {
      body: { name: 'toolong', parts: [{ n: 1 }, { n: 'x' }], admin: true },
    });
    expect(answer.json).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'name' }, { path: 'parts[1].n' }, { path: 'admin', message: 'This field is not known here' }],
    });
  });

  it('takes its first success status, or the one given', async () => {
    expect((await call('POST', '/api/v1/things', { body: { name: 'a' } })).status).toBe(201);
    expect(await call('POST', '/api/v1/things', { body: { name: 'later' } })).toMatchObject({
      status: 202,
      json: { later: true },
    });
    expect(await call('DELETE', '/api/v1/things/abc')).toMatchObject({ status: 204, text: '' });
    expect(await call('GET', '/.well-known/keys.json')).toMatchObject({ status: 200, json: { keys: ['a'] } });
  });

  it('refuses whoever has no caller, unless it is public', async () => {
    const anonymous = { headers: { authorization: '' } };
    expect(await call('GET', '/api/v1/things/abc', anonymous)).toMatchObject({
      status: 401,
      json: { code: 'UNAUTHENTICATED' },
    });
    expect((await call('GET', '/.well-known/keys.json', anonymous)).status).toBe(200);
  });

  it('tells nothing of an unforeseen error, nor of an answer that does not fit', async () => {
    const failed = await call('GET', '/api/v1/fail');
    expect(failed).toMatchObject({ status: 500, json: { code: 'INTERNAL' } });
    expect(failed.text).not.toContain('secret detail');
    expect(await call('GET', '/api/v1/misfit')).toMatchObject({ status: 500, json: { code: 'INTERNAL' } });
    failure = new AppError('DATABASE_BUSY', { retryAfterMs: 3000 });
    expect(await call('GET', '/api/v1/fail')).toMatchObject({ status: 503, headers: { 'retry-after': '3' } });
  });

  it('answers 304 to who knows the answer', async () => {
    const { etag } = (await call('GET', '/api/v1/things/abc')).headers;
    expect(await call('GET', '/api/v1/things/abc', { headers: { 'if-none-match': String(etag) } })).toMatchObject({
      status: 304,
      text: '',
    });
  });
});

describe('bad requests', () => {
  it.each([
    ['POST', '/api/v1/things', { raw: '{"name":' }, 400, 'MALFORMED_JSON'],
    ['POST', '/api/v1/things', { raw: '{"name":"a","__proto__":{"x":1}}' }, 400, 'MALFORMED_JSON'],
    ['POST', '/api/v1/things', { raw: '{"name":"a","constructor":{"prototype":{}}}' }, 400, 'MALFORMED_JSON'],
    ['POST', '/api/v1/things', { raw: '['.repeat(70) + ']'.repeat(70) }, 400, 'VALIDATION_FAILED'],
    ['POST', '/api/v1/things', { raw: '' }, 400, 'VALIDATION_FAILED'],
    ['POST', '/api/v1/things', { raw: 'null' }, 400, 'VALIDATION_FAILED'],
    [
      'POST',
      '/api/v1/things',
      { raw: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['POST', '/api/v1/things', { raw: `{"name":"${'x'.repeat(1_100_000)}"}` }, 413, 'BODY_TOO_LARGE'],
    ['GET', '/api/v1/nothing', {}, 404, 'NOT_FOUND'],
    ['GET', '/api/v1/things/%zz', {}, 404, 'NOT_FOUND'],
    ['GET', '/api/v1/things/', {}, 404, 'NOT_FOUND'],
    ['PUT', '/api/v1/things/abc', {}, 405, 'METHOD_NOT_ALLOWED'],
  ] as const)('%s %s is refused (%#)', async (method, url, options, status, code) => {
    const answer = await call(method, url, options);
    expect(answer).toMatchObject({ status, json: { code, status } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json?.requestId).toBe(answer.headers['x-request-id']);
  });

  it('names the methods that would do', async () => {
    expect((await call('PUT', '/api/v1/things/abc')).headers.allow).toBe('GET, DELETE');
  });

  it('takes a larger body where the contract says so', async () => {
    expect(await call('POST', '/api/v1/things/big', { body: { text: 'x'.repeat(2_000_000) } })).toMatchObject({
      status: 200,
      json: { length: 2_000_000 },
    });
    expect((await call('POST', '/api/v1/things/big', { body: { text: 'x'.repeat(3_100_000) } })).status).toBe(413);
  });

  it('ignores brackets inside strings when it counts levels', () => {
    expect(tooDeep(JSON.stringify({ text: '['.repeat(500), quote: '\\"[[[' }), 3)).toBe(false);
    expect(tooDeep('[[[[]]]]', 3)).toBe(true);
    expect(tooDeep('[[],[],[],[],[]]', 3)).toBe(false);
  });
});

describe('a request id', () => {
  it('is taken when sane, else made', async () => {
    expect(
      (await call('GET', '/healthz', { headers: { 'x-request-id': 'client-0001' } })).headers['x-request-id'],
    ).toBe('client-0001');
    for (const bad of ['short', 'x'.repeat(101), 'in jection\n1'])
      expect(requestIdOf({ headers: { 'x-request-id': bad } })).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('Idempotency-Key', () => {
  const keyed = (key: string, name: string) =>
    call('POST', '/api/v1/things', { body: { name }, headers: { 'idempotency-key': key } });

  it('answers the same again, without doing it again', async () => {
    const first = await keyed('k1', 'one');
    const before = made;
    const again = await keyed('k1', 'one');
    expect(again).toMatchObject({ status: 201, json: first.json!, headers: { 'idempotency-replayed': 'true' } });
    expect(made).toBe(before);
    expect(first.json?.id).toContain('k1');
  });

  it('refuses the key with another request, a nonsensical key, and a race', async () => {
    expect(await keyed('k1', 'two')).toMatchObject({ status: 409, json: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(await keyed('k'.repeat(300), 'one')).toMatchObject({ status: 400 });
    const [row] = store.rows.values();
    delete row!.answer;
    expect(await keyed('k1', 'one')).toMatchObject({ status: 409, json: { code: 'CONFLICT', retryAfterMs: 1000 } });
  });

  it('lets the same key try again after a failure', async () => {
    expect((await keyed('k2', 'bad')).status).toBe(409);
    const before = made;
    expect((await keyed('k2', 'bad')).status).toBe(409);
    expect(made).toBe(before + 1);
  });
});

describe('operations', () => {
  it('shows life, readiness with its parts, and the document', async () => {
    expect(await call('GET', '/healthz')).toMatchObject({ status: 200, json: { status: 'alive', service: 'things' } });
    expect(await call('GET', '/readyz')).toMatchObject({
      status: 200,
      json: { status: 'ready', checks: { database: { ok: true }, model: { ok: false, detail: 'no key' } } },
    });
    expect((await call('GET', '/api/v1/things/openapi.json')).json).toMatchObject({
      openapi: '3.1.0',
      paths: { '/api/v1/things/{id}': { get: { operationId: 'getThing' } } },
    });
  });

  it('is unready while a required part fails or hangs', async () => {
    const other = await boot({
      parts: () => ({ ...parts(), probes: { database: { check: () => Promise.reject(new Error('no')) } } }),
    });
    expect(await other.readiness()).toEqual({
      status: 'unready',
      checks: { database: { ok: false, detail: 'failed' } },
    });
    await other.close();
  });

  it('is all that a worker serves', async () => {
    const worker = await boot({ api: false });
    expect((await worker.fastify.inject('/healthz')).statusCode).toBe(200);
    expect(
      (await worker.fastify.inject({ url: '/api/v1/things/abc', headers: { authorization: 'x' } })).statusCode,
    ).toBe(404);
    await worker.close();
  });
});

describe('boot', () => {
  const quiet = { logger: silentLogger(), service: 'x', parts };

  it('fails on a controller method without a declared policy', async () => {
    @Controller('open')
    class Open {
      @Get() all() {
        return 'everything';
      }
    }
    @Module({ controllers: [Open] })
    class OpenModule {}
    await expect(bootService({ ...quiet, module: OpenModule, routes: {} })).rejects.toThrow(
      'Open.all takes requests without @Handle',
    );
  });

  it('fails on a contract route that nobody serves, and on one served twice', async () => {
    @Controller()
    class Again {
      @Handle(routes.keys) one() {
        return { keys: [] };
      }
      @Handle(routes.keys) two() {
        return { keys: [] };
      }
    }
    @Module({ controllers: [Again] })
    class AgainModule {}
    @Module({})
    class Empty {}
    await expect(bootService({ ...quiet, module: Empty, routes })).rejects.toThrow(
      /No controller serves GET \/api\/v1\/things\/:id/,
    );
    await expect(bootService({ ...quiet, module: AgainModule, routes: {} })).rejects.toThrow(
      'GET /.well-known/keys.json is served twice',
    );
  });

  it('tells who was refused what, by the guard or by the feature, and of nothing else', async () => {
    const told: Refusal[] = [];
    const onRefused = (refusal: Refusal) => void told.push(refusal);
    const guard = {
      admit(_route: RouteSpec, request: FastifyRequest) {
        if (request.method === 'DELETE') throw new AppError('UNAUTHENTICATED');
        request.refused = caller;
        if (request.headers['x-from']) throw new AppError('ADDRESS_NOT_ALLOWED', { detail: 'not from there' });
        throw new AppError('FORBIDDEN', { detail: 'not with this role' });
      },
    };
    const refusing = await boot({ parts: () => ({ guard, onRefused }) });
    const feature = await boot({ parts: () => ({ ...parts(), onRefused }) });
    failure = new AppError('FORBIDDEN', { detail: 'not this one' });
    try {
      await refusing.fastify.inject({ method: 'GET', url: '/api/v1/things/7' });
      await refusing.fastify.inject({ method: 'DELETE', url: '/api/v1/things/7' });
      await refusing.fastify.inject({ method: 'GET', url: '/api/v1/things/7', headers: { 'x-from': 'elsewhere' } });
      await feature.fastify.inject({ method: 'GET', url: '/api/v1/fail' });
      await feature.fastify.inject({ method: 'GET', url: '/api/v1/fail', headers: { authorization: 'x' } });
    } finally {
      failure = new Error('secret detail');
      await Promise.all([refusing.close(), feature.close()]);
    }
    expect(told).toEqual([
      expect.objectContaining({ caller, method: 'GET', route: '/api/v1/things/:id', detail: 'not with this role' }),
      expect.objectContaining({ caller, route: '/api/v1/things/:id', detail: 'not from there' }),
      expect.objectContaining({ caller, method: 'GET', route: '/api/v1/fail', detail: 'not this one' }),
    ]);
  });

  it('fails without a guard when a route is not public', async () => {
    await expect(boot({ parts: () => ({}) })).rejects.toThrow('not public and no guard');
  });
});

describe('parts', () => {
  it('reads input by the contract alone', () => {
    expect(
      parseInput(routes.getThing, { params: { id: 'a', more: 1 }, query: {}, headers: {}, body: undefined }),
    ).toEqual({ params: { id: 'a' }, query: { limit: 3 }, headers: undefined, body: undefined });
  });

  it('checks If-Match', () => {
    expect(() => requireMatch(undefined, '"a"')).toThrow(expect.objectContaining({ code: 'PRECONDITION_REQUIRED' }));
    expect(() => requireMatch('"b"', '"a"')).toThrow(expect.objectContaining({ code: 'PRECONDITION_FAILED' }));
    for (const fits of ['"a"', 'W/"a"', '"x", "a"', '*']) expect(() => requireMatch(fits, '"a"')).not.toThrow();
    expect(etagOf({ a: 1 })).not.toBe(etagOf({ a: 2 }));
  });
});
