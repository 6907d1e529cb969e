/** HTTP: contracts become routes; around them parsing, problem documents, idempotency, streams, health and shutdown. */
export { RawAnswer, reply, Reply, StreamAnswer } from './answers.js';
export type { FileAnswer, ServerEvent } from './answers.js';
export { tooDeep } from './body-parser.js';
export { bootService } from './boot-service.js';
export type { HttpMetrics, Refusal, Service, ServiceOptions, ServiceParts } from './boot-service.js';
export { etagOf, requireMatch, sameEtag } from './etag.js';
export { Handle, pathOf, routeOf } from './handle.js';
export type { CallerOf, Handler, Result } from './handle.js';
export { answers, readinessOf } from './health.js';
export type { Probe, ProbeResult, Readiness } from './health.js';
export { HttpContext } from './http-context.js';
export { IdempotencyStore } from './idempotency.port.js';
export type { Claim, KeptAnswer } from './idempotency.port.js';
export { bodyOf } from './outside-body.js';
export { requestIdOf } from './request-id.js';
export { issuesOf, parseInput, pathText } from './request-input.js';
export { idempotencyMigrations, SqlIdempotencyStore } from './sql-idempotency.js';
export { stopOnSignal } from './stop-on-signal.js';
