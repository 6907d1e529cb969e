import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** Lets Nest write through our logger. Its start-up chatter is debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.write('debug', message, context);
  }
  error(message: unknown, ...context: unknown[]): void {
    this.write('error', message, context);
  }
  fatal(message: unknown, ...context: unknown[]): void {
    this.write('fatal', message, context);
  }
  warn(message: unknown, ...context: unknown[]): void {
    this.write('warn', message, context);
  }
  debug(message: unknown, ...context: unknown[]): void {
    this.write('trace', message, context);
  }
  verbose(message: unknown, ...context: unknown[]): void {
    this.write('trace', message, context);
  }

  /** Nest puts the name of the writer last, and for errors a stack before it. */
  private write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, context: unknown[]): void {
    const from = context.at(-1);
    const rest = context.slice(0, -1);
    const fields = {
      ...(typeof from === 'string' ? { from } : {}),
      ...(rest.length > 0 ? { more: rest } : {}),
      ...(message instanceof Error ? { error: message } : {}),
    };
    this.logger[level](
      fields,
      message instanceof Error ? message.message : typeof message === 'string' ? message : JSON.stringify(message),
    );
  }
}
