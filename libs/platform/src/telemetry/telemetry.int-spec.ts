import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Module } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { z } from 'zod';
import { AppError, route } from '#libs/contracts';
import type { Caller, In } from '#libs/contracts';
import { bootService, Handle } from '../http/index.js';
import type { Service } from '../http/index.js';
import { silentLogger } from '../logging/index.js';
import { currentTrace, startTelemetry, withSpan, withTrace } from './index.js';
import type { Telemetry } from './index.js';

const things = route({
  method: 'GET',
  path: '/things/:id',
  permission: 'public',
  tag: 't',
  summary: 's',
  params: z.object({ id: z.string() }),
  responses: { 200: z.object({ trace: z.string() }) },
});
let kept: string | undefined;

@Controller()
class Things {
  @Handle(things) get(_: Caller | undefined, { params }: In<typeof things>) {
    if (params.id === 'broken') throw new Error('hunter2');
    if (params.id === 'missing') throw new AppError('NOT_FOUND');
    return withSpan('inside', async () => {
      await sleep(1);
      kept = currentTrace();
      return { trace: kept ?? 'none' };
    });
  }
}
@Module({ controllers: [Things] })
class ThingsModule {}

const boot = (telemetry: Telemetry) =>
  bootService({
    service: 'things',
    module: ThingsModule,
    routes: { things },
    logger: silentLogger(),
    metrics: telemetry.httpMetrics('things'),
    parts: () => ({ around: telemetry.requests('things') }),
  });

describe('without a collector', () => {
  it('traces nothing, and still measures by route template', async () => {
    const telemetry = startTelemetry({ service: 'things' });
    const service = await boot(telemetry);
    expect(telemetry.requests('things')).toBeUndefined();
    expect((await service.fastify.inject('/api/v1/things/secret-id')).json()).toEqual({ trace: 'none' });
    await service.fastify.inject('/nowhere/secret-id');
    telemetry.measurements.gauge('aaas_test_depth', 'x', { service: 'a' }, () => 3);
    telemetry.measurements.gauge('aaas_test_depth', 'x', { service: 'b' }, () => Promise.reject(new Error('no')));
    telemetry.rpcObserver('things').served({ method: 'm', code: 'OK', ms: 5 });
    const text = (await service.fastify.inject('/metrics')).body;
    expect(text).toContain(
      'aaas_http_request_duration_seconds_count{service="things",method="GET",route="/api/v1/things/:id",status="200"} 1',
    );
    expect(text).toContain('route="unknown",status="404"');
    expect(text).toContain('aaas_test_depth{service="a"} 3');
    expect(text).toContain('aaas_rpc_serve_duration_seconds_count{service="things",method="m",code="OK"} 1');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('secret-id');
    expect(text).not.toContain('aaas_test_depth{service="b"}');
    await service.close();
    await telemetry.close();
  });
});

describe('with a collector', () => {
  const exporter = new InMemorySpanExporter();
  const received: string[] = [];
  const collector = createServer((request, response) => {
    received.push(request.url ?? '');
    request.resume().on('end', () => response.end('{}'));
  });
  let telemetry: Telemetry;
  let service: Service;

  beforeAll(async () => {
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    const wire = new OTLPTraceExporter({ url: `http://127.0.0.1:${port}/v1/traces` });
    // Both: what was recorded, and that the wire format reaches a collector.
    const both = {
      export: (...args: Parameters<typeof wire.export>) => (
        exporter.export(args[0], () => undefined),
        wire.export(...args)
      ),
      shutdown: () => wire.shutdown(),
    };
    telemetry = startTelemetry({ service: 'things', endpoint: `http://127.0.0.1:${port}`, exporter: both });
    service = await boot(telemetry);
  });

  it('follows a request through spans and a later wake-up, and tells no text of errors', async () => {
    const outside = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { trace } = (
      await service.fastify.inject({ url: '/api/v1/things/a', headers: { traceparent: outside } })
    ).json<{ trace: string }>();
    expect(trace).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    await service.fastify.inject('/api/v1/things/broken');
    await service.fastify.inject('/api/v1/things/missing');
    await withTrace(kept, 'wake', async () => undefined, { kind: SpanKind.CONSUMER });
    await withTrace(undefined, 'alone', async () => undefined);
    await expect(withTrace(kept, 'fails', () => Promise.reject(new AppError('CONFLICT')))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await service.close();
    await telemetry.close();

    const spans = exporter.getFinishedSpans();
    const named = (name: string) => spans.filter((span) => span.name === name);
    const [request] = named('GET /api/v1/things/:id');
    const [inside] = named('inside');
    expect(request?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(request?.attributes).toMatchObject({ 'http.route': '/api/v1/things/:id', 'http.response.status_code': 200 });
    expect(inside?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(named('wake')[0]?.parentSpanContext?.spanId).toBe(inside?.spanContext().spanId);
    expect(named('alone')[0]?.parentSpanContext).toBeUndefined();
    expect(named('fails')[0]?.status).toMatchObject({ message: 'CONFLICT' });
    expect(named('GET /api/v1/things/:id').map(({ attributes }) => attributes['http.response.status_code'])).toEqual([
      200, 500, 404,
    ]);
    expect(JSON.stringify(spans.map(({ status, events, attributes }) => [status, events, attributes]))).not.toContain(
      'hunter2',
    );
    expect(received).toContain('/v1/traces');
    collector.close();
    collector.closeAllConnections();
  });
});
