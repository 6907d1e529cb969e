/** Logging: JSON lines by pino, secrets left out, each with request and trace id. */
export { createLogger, silentLogger } from './logger.js';
export type { Logger, LoggerOptions } from './logger.js';
export { logContext, withLogContext } from './log-context.js';
export type { LogContext } from './log-context.js';
export { NestLogger } from './nest-logger.js';
export { redact, redactText } from './redact.js';
