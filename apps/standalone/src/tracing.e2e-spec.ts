import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, launchEmbedded, Tenant } from '#libs/testing';
import type { Definition } from '#libs/workflow';

interface Span {
  traceId: string;
  name: string;
}

const definition: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'topic', kind: 'ai.classify', config: { text: 'My invoice is wrong', labels: ['billing', 'bug'] } },
  ],
  edges: [{ from: 'start', to: 'topic' }],
};

describe('tracing', () => {
  const spans: Span[] = [];
  let collector: Server;

  beforeAll(async () => {
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as {
          resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
        };
        spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => collector.close());

  it('follows a request into the run it started, and from there into the other services', async () => {
    const { port } = collector.address() as AddressInfo;
    const platform = await launchEmbedded({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` } });
    try {
      const tenant = await Tenant.signUp(platform.url);
      await tenant.finished(await tenant.run(await tenant.publish('Traced', definition), {}));
      await eventually(() => {
        const step = spans.find(({ name }) => name === 'workflow step');
        const trace = spans.filter(({ traceId }) => traceId === step?.traceId).map(({ name }) => name);
        expect(trace).toEqual(
          expect.arrayContaining(['POST /api/v1/workflows/:id/runs', 'workflow step', 'ai.classify']),
        );
      });
    } finally {
      await platform.stop();
    }
  }, 90_000);
});
