/** The codes that an error, its causes and what TypeORM wrapped carry. */
function* codesOf(error: unknown): Generator<string> {
  let at: unknown = error;
  for (let depth = 0; typeof at === 'object' && at !== null && depth < 6; depth += 1) {
    const { code, cause, driverError } = at as { code?: unknown; cause?: unknown; driverError?: unknown };
    if (typeof code === 'string') yield code;
    at = driverError ?? cause;
  }
}

const duplicate = new Set(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE']);
const transient = new Set([
  'DATABASE_BUSY',
  'SHUTTING_DOWN',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  'ER_QUERY_INTERRUPTED',
  'SQLITE_BUSY',
]);

const some = (error: unknown, known: ReadonlySet<string>): boolean => {
  for (const code of codesOf(error)) if (known.has(code)) return true;
  return false;
};

/** True when a unique or primary key refused the row. */
export const isDuplicateKey = (error: unknown): boolean => some(error, duplicate);

/** True when the same statement may succeed a moment later. The store names its lost connections DATABASE_BUSY. */
export const isTransient = (error: unknown): boolean => some(error, transient);
