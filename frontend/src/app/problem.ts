import type { ErrorCode, Issue, Problem } from '#libs/contracts';

/*
 * What is said here of codes stands in the catalogue of errors as well. The first page does not load that for it: a test holds both together.
 */
const passingStatus: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** Runs that took too long or failed while somebody waited: asking again begins another one. */
const lasting: ReadonlySet<string> = new Set([
  'HOOK_RUN_FAILED',
  'RUN_TIMED_OUT',
  'WAIT_EXPIRED',
] satisfies ErrorCode[]);
const unavailable = { title: 'A part of the platform is not reachable', help: 'Try again in a moment.' };

/** What a failed call throws: the server's problem document, or one of ours when no server answered. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly issues: readonly Issue[];

  constructor(
    readonly code: ErrorCode | 'NETWORK' | 'UNEXPECTED_ANSWER',
    readonly status: number,
    readonly title: string,
    readonly details: {
      detail?: string;
      help?: string;
      requestId?: string;
      issues?: Issue[];
      retryAfterMs?: number;
    } = {},
  ) {
    super(details.detail ?? title);
    this.issues = details.issues ?? [];
  }

  /** Whether the same request may succeed later. */
  get passing(): boolean {
    if (this.code === 'NETWORK') return true;
    if (this.code === 'UNEXPECTED_ANSWER') return false;
    return this.code === 'INTERNAL' || (passingStatus.has(this.status) && !lasting.has(this.code));
  }

  static is(error: unknown, code?: ApiProblem['code']): error is ApiProblem {
    return error instanceof ApiProblem && (code === undefined || error.code === code);
  }
}

/** Reads a problem document; anything else (a proxy's page) becomes UNEXPECTED_ANSWER. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  const problem = (body ?? {}) as Partial<Problem>;
  if (typeof problem.code !== 'string' || !/^[A-Z][A-Z0-9_]*$/.test(problem.code)) {
    const busy = status === 502 || status === 503 || status === 504;
    return busy
      ? new ApiProblem('UNAVAILABLE', status, unavailable.title, { help: unavailable.help })
      : new ApiProblem('UNEXPECTED_ANSWER', status, `HTTP ${status}`);
  }
  return new ApiProblem(problem.code, status, problem.title ?? problem.code, {
    detail: problem.detail,
    help: problem.help,
    requestId: problem.requestId,
    issues: problem.issues,
    retryAfterMs: problem.retryAfterMs,
  });
}
