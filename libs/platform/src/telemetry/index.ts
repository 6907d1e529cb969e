/** Telemetry: traces by OpenTelemetry (off without a collector) and Prometheus measurements. */
export { startTelemetry } from './telemetry.js';
export type { Telemetry, TelemetryOptions } from './telemetry.js';
export { currentTrace, withSpan, withTrace } from './trace-context.js';
export type { SpanOptions } from './trace-context.js';
export { Measurements } from './measurements.js';
