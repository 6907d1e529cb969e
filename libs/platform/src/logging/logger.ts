import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import type { DestinationStream, Logger as PinoLogger, LoggerOptions as PinoOptions } from 'pino';
import { logContext } from './log-context.js';
import { redact, redactText } from './redact.js';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** Name of the service that writes. */
  service: string;
  level: string;
  /** Where lines go; standard output unless set. */
  destination?: DestinationStream;
}

/** JSON lines with service, request id and trace id; secrets are replaced by name and by look. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options: PinoOptions = {
    level,
    base: { service },
    messageKey: 'message',
    errorKey: 'error',
    timestamp: pino.stdTimeFunctions.isoTime,
    // Errors are described by `redact`, which drops what drivers hang on them.
    serializers: { error: (value: unknown) => value, err: (value: unknown) => value },
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => redact(fields) as Record<string, unknown>,
    },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext();
      return { ...logContext(), ...(span ? { traceId: span.traceId } : {}) };
    },
    hooks: {
      logMethod(args, method) {
        const [first] = args as unknown[];
        // Pino would copy the error's message into the line unread.
        const given: unknown[] = first instanceof Error && args.length === 1 ? [{ error: first }, first.message] : args;
        const texts = given.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg));
        return method.apply(this, texts as Parameters<typeof method>);
      },
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Writes nothing; for tests and tools. */
export const silentLogger = (): Logger => pino({ level: 'silent' });
