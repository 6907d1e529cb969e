import { AppError } from '#libs/contracts';
import { describeTool, toolCall, type ToolFakes } from '../../conformance/tool-suite.js';
import { callTool, toolEffect, type HttpRequest } from '../../kit.js';
import { httpRequestTool } from './http-request.def.js';
import { runHttpRequestTool } from './http-request.run.js';

const asked: HttpRequest[] = [];
const answering = (status: number, body: string, headers: Record<string, string> = {}): ToolFakes => ({
  http: {
    request: (request) => {
      asked.push(request);
      return Promise.resolve({
        status,
        headers: { 'content-type': 'application/json', ...headers },
        body: Buffer.from(body),
      });
    },
  },
});

describeTool(httpRequestTool, runHttpRequestTool, {
  examples: [
    {
      input: { url: 'https://a.example/x', query: { q: 'tea', n: 2 } },
      use: answering(200, '{"ok":true}', { 'set-cookie': 'session=1' }),
      output: { status: 200, headers: { 'content-type': 'application/json' }, body: { ok: true } },
    },
    {
      input: { method: 'POST', url: 'https://a.example/x', body: { a: 1 } },
      use: answering(404, '{"error":"none"}'),
      output: { status: 404, headers: { 'content-type': 'application/json' }, body: { error: 'none' } },
    },
  ],
  invalid: [
    {},
    { url: 'ftp://a.example' },
    { url: 'file:///etc/passwd' },
    { url: 'https://a.example', method: 'TRACE' },
    { url: 'https://a.example', credential: 'crd_1' },
  ],
  refused: [
    { url: 'https://a.example', body: 'x' },
    { url: 'https://a.example', method: 'POST', headers: { host: 'b.example' } },
    { url: 'https://a.example', method: 'POST', headers: { 'x-a': 'a\r\nb: c' } },
  ],
});

describe('http_request', () => {
  it('sends what was asked for, with the key of the call', () => {
    expect(asked[0]).toMatchObject({ method: 'GET', url: 'https://a.example/x?q=tea&n=2' });
    expect(asked[1]).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { 'idempotency-key': 'key', 'content-type': 'application/json' },
    });
    expect(asked[1]).not.toHaveProperty('credential');
  });

  it('may be repeated where its method may', () => {
    expect(toolEffect(httpRequestTool, {})).toBe('idempotent');
    expect(toolEffect(httpRequestTool, { method: 'POST' })).toBe('effectful');
    expect(toolEffect(httpRequestTool, null)).toBe('idempotent');
  });

  it('says that nobody knows whether a POST took effect whose answer was lost', async () => {
    const use = { http: { request: () => Promise.reject(new AppError('EGRESS_FAILED', { sent: true })) } };
    const input = { method: 'POST', url: 'https://a.example' };
    await expect(
      callTool(httpRequestTool, runHttpRequestTool, input, toolCall(httpRequestTool.needs, use)),
    ).rejects.toMatchObject({ code: 'EGRESS_FAILED', details: { unknown: true } });
  });
});
