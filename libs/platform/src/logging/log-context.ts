import { Ambient } from '../ambient/index.js';

/** What every line of one request, call or run carries. */
export interface LogContext {
  requestId?: string;
  companyId?: string;
  runId?: string;
}

const contexts = new Ambient<LogContext>();

/** Adds to the context of every line written inside `work`. */
export const withLogContext = <T>(context: LogContext, work: () => T): T =>
  contexts.run({ ...contexts.getStore(), ...context }, work);

export const logContext = (): LogContext => contexts.getStore() ?? {};
