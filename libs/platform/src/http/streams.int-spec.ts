import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Module } from '@nestjs/common';
import { z } from 'zod';
import { AppError, route } from '#libs/contracts';
import type { Caller, In } from '#libs/contracts';
import { silentLogger } from '../logging/index.js';
import { bootService, Handle } from './index.js';
import type { FileAnswer, HttpContext, ServerEvent, Service } from './index.js';

const name = z.object({ name: z.string() });
const base = { method: 'GET', permission: 'public', tag: 't', summary: 's' } as const;
const routes = {
  stream: route({
    ...base,
    path: '/stream/:name',
    params: name,
    headers: z.object({ 'last-event-id': z.coerce.number().optional() }),
    responses: { 200: 'sse' },
  }),
  file: route({ ...base, path: '/file/:name', params: name, responses: { 200: 'file' } }),
  slow: route({ ...base, path: '/slow', responses: { 200: z.object({ aborted: z.boolean(), gone: z.boolean() }) } }),
  cookie: route({ ...base, path: '/cookie', responses: { 200: z.object({ was: z.string() }) } }),
};

/** What the streams under test did. */
const seen = { written: 0, returned: 0, aborted: false, gone: false, slowStarted: 0 };
let release: () => void = () => undefined;

async function* counting(from: number, size: number): AsyncGenerator<ServerEvent> {
  try {
    for (let n = from; ; n++) {
      seen.written = n;
      yield { id: n, event: 'tick', data: { n, text: 'x'.repeat(size) } };
    }
  } finally {
    seen.returned += 1;
  }
}
async function* failing(after: number): AsyncGenerator<ServerEvent> {
  for (let n = 0; n < after; n++) yield { data: n };
  throw new AppError('RUN_NOT_FOUND');
}
async function* silent(): AsyncGenerator<ServerEvent> {
  try {
    await new Promise(() => undefined);
    yield { data: 'never' };
  } finally {
    seen.returned += 1;
  }
}

@Controller()
class Streams {
  @Handle(routes.stream) stream(
    _: Caller | undefined,
    { params, headers }: In<typeof routes.stream>,
  ): AsyncIterable<ServerEvent> {
    const streams: Record<string, () => AsyncIterable<ServerEvent>> = {
      small: () => counting((headers['last-event-id'] ?? 0) + 1, 1),
      big: () => counting(1, 100_000),
      refused: () => failing(0),
      broken: () => failing(2),
      silent,
    };
    return streams[params.name]!();
  }
  @Handle(routes.file) file(_: Caller | undefined, { params }: In<typeof routes.file>): FileAnswer {
    return { content: Readable.from(['<script>', 'alert(1)</script>']), contentType: 'text/html', name: params.name };
  }
  @Handle(routes.slow) async slow(_: Caller | undefined, _input: unknown, http: HttpContext) {
    seen.slowStarted += 1;
    http.signal.addEventListener('abort', () => (seen.aborted = true));
    http.gone.addEventListener('abort', () => (seen.gone = true));
    await new Promise<void>((resolve) => (release = resolve));
    return { aborted: http.signal.aborted, gone: http.gone.aborted };
  }
  @Handle(routes.cookie) cookie(_: Caller | undefined, _input: unknown, http: HttpContext) {
    const was = http.cookie('a') ?? '';
    http.setCookie('a', 'b;c', { httpOnly: true, sameSite: 'strict', path: '/api' });
    return { was };
  }
}
@Module({ controllers: [Streams] })
class StreamsModule {}

let service: Service;
let address: string;
let revalidate: (() => Promise<void>) | undefined;
beforeAll(async () => {
  const guard = {
    admit: (_: unknown, request: { revalidate?: () => Promise<void> }) => {
      if (revalidate) request.revalidate = revalidate;
    },
  };
  service = await bootService({
    service: 'streams',
    module: StreamsModule,
    routes,
    logger: silentLogger(),
    parts: () => ({ guard }),
  });
  address = await service.listen(0, '127.0.0.1');
});
afterAll(() => service.close({ drainMs: 100 }));

const until = async (holds: () => boolean, ms = 20_000) => {
  const deadline = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come true in time');
    await sleep(5);
  }
};

async function read(path: string, enough: (text: string) => boolean, headers: Record<string, string> = {}) {
  const leave = new AbortController();
  const response = await fetch(`${address}${path}`, { headers, signal: leave.signal });
  let text = '';
  const decoder = new TextDecoder();
  const reader = response.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    if (enough(text)) break;
  }
  leave.abort();
  return { response, text };
}

describe('server-sent events', () => {
  it('come with id, name and data, after a hint when to retry, unbuffered', async () => {
    const { response, text } = await read('/api/v1/stream/small', (seenText) => seenText.includes('id: 3'));
    expect(text).toMatch(/^retry: 2000\n\nid: 1\nevent: tick\ndata: \{"n":1,"text":"x"\}\n\nid: 2\n/);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('x-request-id')).toBeTruthy();
  });

  it('go on after Last-Event-ID', async () => {
    const { text } = await read('/api/v1/stream/small', (seenText) => seenText.includes('id: '), {
      'last-event-id': '41',
    });
    expect(text).toContain('id: 42\n');
  });

  it('end their source when the client leaves, also one that is silent', async () => {
    const before = seen.returned;
    await read('/api/v1/stream/small', (text) => text.includes('id: 5'));
    await until(() => seen.returned === before + 1);
    const leave = new AbortController();
    await fetch(`${address}/api/v1/stream/silent`, { signal: leave.signal });
    leave.abort();
    await until(() => service.fastify.server.listening);
  });

  it('wait for a client that reads slowly', async () => {
    seen.written = 0;
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.write('GET /api/v1/stream/big HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'readable');
    let last = -1;
    while (last !== seen.written) {
      last = seen.written;
      await sleep(100);
    }
    expect(last).toBeLessThan(200);
    const before = seen.returned;
    socket.destroy();
    await until(() => seen.returned === before + 1);
  });

  it('are a problem document when they fail before the first event, and an event after it', async () => {
    const refused = await fetch(`${address}/api/v1/stream/refused`);
    expect([refused.status, await refused.json()]).toEqual([404, expect.objectContaining({ code: 'RUN_NOT_FOUND' })]);
    const { text } = await read('/api/v1/stream/broken', () => false);
    expect(text).toMatch(/data: 1\n\nevent: error\ndata: \{.*"code":"RUN_NOT_FOUND"/);
  });

  it('end when the caller loses the right to listen', async () => {
    revalidate = () => Promise.reject(new AppError('UNAUTHENTICATED'));
    const { text } = await read('/api/v1/stream/silent', () => false);
    revalidate = undefined;
    expect(text).toContain('"code":"UNAUTHENTICATED"');
  });
});

describe('a file', () => {
  it('is a download that runs nowhere', async () => {
    const response = await fetch(`${address}/api/v1/file/${encodeURIComponent('Bericht "Ü".html')}`);
    expect(await response.text()).toBe('<script>alert(1)</script>');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `attachment; filename="Bericht ___.html"; filename*=UTF-8''Bericht%20%22%C3%9C%22.html`,
    });
  });
});

describe('a cookie', () => {
  it('is read and set', async () => {
    const response = await fetch(`${address}/api/v1/cookie`, { headers: { cookie: 'x=1; a=old' } });
    expect(await response.json()).toEqual({ was: 'old' });
    expect(response.headers.get('set-cookie')).toBe('a=b%3Bc; Path=/api; HttpOnly; SameSite=Strict');
  });
});

describe('the end', () => {
  it('tells a handler that its client left', async () => {
    const leave = new AbortController();
    const call = fetch(`${address}/api/v1/slow`, { signal: leave.signal }).catch(() => undefined);
    await until(() => seen.slowStarted === 1);
    leave.abort();
    await call;
    await until(() => seen.aborted && seen.gone);
    release();
  });

  it('is unready at once, ends streams, waits for the requests at work and takes no more', async () => {
    const stream = read('/api/v1/stream/silent', () => false);
    const before = seen.slowStarted;
    const slow = fetch(`${address}/api/v1/slow`);
    await until(() => seen.slowStarted === before + 1);
    let closed = false;
    const closing = service.close().then(() => (closed = true));
    expect(await service.readiness()).toMatchObject({ status: 'unready', checks: { shutdown: { ok: false } } });
    await stream;
    expect(closed).toBe(false);
    await expect(once(connect(Number(new URL(address).port), '127.0.0.1'), 'connect')).rejects.toThrow();
    release();
    // What is waited for was called off; what is worked on went on.
    expect(await (await slow).json()).toEqual({ aborted: true, gone: false });
    await closing;
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });
});

it('F8: keeps connections that were open while it leaves, and answers what comes on one', async () => {
  const leaving = await bootService({
    service: 'streams',
    module: StreamsModule,
    routes,
    logger: silentLogger(),
    parts: () => ({ guard: { admit: () => undefined } }),
  });
  const { port } = new URL(await leaving.listen(0, '127.0.0.1'));
  // Two connections that stay open, as a gateway keeps them.
  const agent = new Agent({ keepAlive: true });
  const ask = async (): Promise<IncomingMessage> => {
    const [response] = (await once(get({ port, host: '127.0.0.1', path: '/api/v1/cookie', agent }), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    await once(response, 'end');
    return response;
  };
  const [first] = await Promise.all([ask(), ask()]);
  expect([first.statusCode, first.headers.connection]).toEqual([200, 'keep-alive']);
  let closed = false;
  const closing = leaving.close({ keptMs: 60_000 }).then(() => (closed = true));
  await until(() => !leaving.fastify.server.listening);
  await expect(once(connect(Number(port), '127.0.0.1'), 'connect')).rejects.toThrow();
  const late = await ask();
  expect([late.statusCode, late.headers.connection]).toEqual([200, 'close']);
  expect(closed).toBe(false);
  // It is gone as soon as the last one lets go.
  agent.destroy();
  await closing;
});
