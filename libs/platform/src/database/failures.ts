import { AppError } from '#libs/contracts';
import { isUnwritable, storageWatch } from './storage-watch.js';

/** `repeat`: the transaction lost a race and may run again. `lost`: the server or the file is out of reach. `none`: a fault of the statement. */
export type FailureKind = 'repeat' | 'lost' | 'none';

/** Deadlock, lock wait time-out, snapshot conflict (MariaDB 1020), group replication conflict. */
const repeatable = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  'ER_XA_RBDEADLOCK',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

const lost = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_NORMAL_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_CLIENT_INTERACTION_TIMEOUT',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_ERROR_ON_WRITE',
  'ER_ERROR_DURING_COMMIT',
  'SQLITE_FULL',
  'POOL_CLOSED',
]);

const lostMessages =
  /closed state|connection is closed|Connection lost|Pool is closed|Can't create more than max_prepared_stmt_count/i;

/** TypeORM wraps the driver's error; the driver's own is what we look at. */
const driverError = (error: unknown): { code?: unknown; message?: unknown; errno?: unknown } => {
  if (typeof error !== 'object' || error === null) return {};
  const wrapped = (error as { driverError?: unknown }).driverError;
  return typeof wrapped === 'object' && wrapped !== null ? wrapped : error;
};

/** The server answered, and takes no writes. */
const refusesWrites = new Set([
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_ERROR_ON_WRITE',
  'ER_ERROR_DURING_COMMIT',
]);

/** True when the connection is gone, so that another one may do better. */
export function isConnectionLost(error: unknown): boolean {
  const { code } = driverError(error);
  return failureKind(error) === 'lost' && !(typeof code === 'string' && refusesWrites.has(code));
}

/** What may be done about an error of a statement. */
export function failureKind(error: unknown): FailureKind {
  const { code, message } = driverError(error);
  if (typeof code === 'string') {
    if (repeatable.has(code)) return 'repeat';
    if (lost.has(code) || code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN')) return 'lost';
  }
  return typeof message === 'string' && lostMessages.test(message) ? 'lost' : 'none';
}

/** True when a unique or primary key refused the row. */
export function isDuplicateKey(error: unknown): boolean {
  const { code } = driverError(error);
  return code === 'ER_DUP_ENTRY' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** The database is out of reach or too contended: the caller answers 503 and the client comes again. */
export const busy = (cause: unknown): AppError => new AppError('DATABASE_BUSY', { retryAfterMs: 1000 }, { cause });

/** Connection faults become DATABASE_BUSY; everything else stays as it is. */
export function translate(error: unknown): unknown {
  const { code } = driverError(error);
  if (isUnwritable(code) && storageWatch.refused(String(code))) said(String(code));
  return failureKind(error) === 'lost' ? busy(error) : error;
}

/** Whoever opens a database says how it is told that nothing can be written any more. */
let said: (code: string) => void = () => undefined;
export const onUnwritable = (tell: (code: string) => void): void => void (said = tell);
