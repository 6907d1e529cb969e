import { AppError } from '#libs/contracts';

const KiB = 1024;
const MiB = 1024 * KiB;

/** Bounds of every run. What passes one of them fails with LIMIT_EXCEEDED, which names it. */
export const limits = {
  /** An output up to this size lies in its history row, a larger one in the payload store. Bytes. */
  inlineOutput: 64 * KiB,
  /** Inline outputs of one run together; beyond, they go to the payload store whatever their size. Bytes. */
  inlineRun: 4 * MiB,
  /** One output, input or message. Bytes. */
  output: 16 * MiB,
  /** Outputs of one run together. Bytes. */
  runOutputs: 256 * MiB,
  /** Nesting of JSON. */
  jsonDepth: 64,
  /** History rows after which a snapshot is due. */
  snapshotRows: 500,
  /** Rows that one commit carries. */
  commitRows: 500,
  /** Bytes of one INSERT, well below the smallest default of `max_allowed_packet`. */
  commitBytes: 2 * MiB,
  /** Runs that one worker holds. */
  runsPerWorker: 100,
  /** Processes that one worker starts at once for steps that ended a worker. */
  isolatedSteps: 4,
  idLength: 64,
  messageIdLength: 191,
} as const;

/** @throws LIMIT_EXCEEDED with the limit's name, its value, and what was met. */
export function refuse(limit: string, maximum: number, actual: number, what: string): never {
  throw new AppError('LIMIT_EXCEEDED', {
    detail: `${what}: ${actual} is above the limit ${limit} of ${maximum}`,
    limit,
    maximum,
    actual,
  });
}

/** JSON text of a value within the limits. `undefined` becomes null. @throws LIMIT_EXCEEDED */
export function encodeJson(value: unknown, what: string): string {
  if (typeof value === 'object' && value !== null && deeperThan(value, limits.jsonDepth))
    refuse('json.depth', limits.jsonDepth, limits.jsonDepth + 1, what);
  const json = JSON.stringify(value ?? null) ?? 'null';
  const bytes = byteLength(json);
  if (bytes > limits.output) refuse('output.bytes', limits.output, bytes, what);
  return json;
}

function deeperThan(value: object, depth: number): boolean {
  if (depth === 0) return true;
  for (const child of Object.values(value))
    if (typeof child === 'object' && child !== null && deeperThan(child as object, depth - 1)) return true;
  return false;
}

/** Short texts are not measured exactly: three bytes a character is the most that UTF-8 takes. */
export function byteLength(json: string): number {
  return json.length * 3 <= limits.inlineOutput ? json.length : Buffer.byteLength(json);
}
