import { describeNodeKind } from '../../conformance/kind-suite.js';
import { isDownload, mayAnswerWith } from './answer-headers.js';
import { flowRespond } from './flow-respond.def.js';
import { runFlowRespond } from './flow-respond.run.js';

describeNodeKind(flowRespond, runFlowRespond, {
  examples: [
    { config: {}, gives: { output: null, respond: { status: 200, headers: {} } } },
    {
      config: { status: 201, headers: { 'X-Order': '7' }, body: { id: 7 } },
      gives: { output: { id: 7 }, respond: { status: 201, headers: { 'X-Order': '7' } } },
    },
  ],
  invalid: [
    { config: { status: 302 }, path: 'status' },
    { config: { status: 99 }, path: 'status' },
    { config: { headers: { 'Set-Cookie': 'a=1' } }, path: 'headers.Set-Cookie' },
    { config: { headers: { 'X-Accel-Redirect': '/internal' } }, path: 'headers.X-Accel-Redirect' },
    { config: { headers: { 'X-A': 'a\r\nSet-Cookie: b=1' } }, path: 'headers.X-A' },
    { config: { headers: { 'content-type': 'text/html' } }, path: 'headers.content-type' },
    { config: { headers: { 'Content-Type': 'text/javascript' } }, path: 'headers.Content-Type' },
  ],
});

describe('headers of an answer', () => {
  it('are those that speak for the workflow alone', () => {
    const refused = ['connection', 'location', 'content-length', 'transfer-encoding', 'access-control-allow-origin'];
    for (const name of [...refused, 'Set-Cookie', 'X-Frame-Options', 'x-request-id', 'x y'])
      expect([name, mayAnswerWith(name)]).toEqual([name, false]);
    for (const name of ['Content-Type', 'ETag', 'Retry-After', 'X-Order'])
      expect([name, mayAnswerWith(name)]).toEqual([name, true]);
  });

  it('send as a download what a browser might run', () => {
    expect([
      isDownload('text/xml; charset=utf-8'),
      isDownload('image/svg+xml'),
      isDownload('application/json'),
    ]).toEqual([true, false, false]);
  });
});
