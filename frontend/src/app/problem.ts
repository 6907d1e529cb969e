import { errors, type ErrorCode, type Issue, type Problem } from '#libs/contracts';

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
    return this.code !== 'UNEXPECTED_ANSWER' && errors[this.code].retry !== 'never';
  }

  static is(error: unknown, code?: ApiProblem['code']): error is ApiProblem {
    return error instanceof ApiProblem && (code === undefined || error.code === code);
  }
}

/** Reads a problem document; anything else (a proxy's page) becomes UNEXPECTED_ANSWER. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  const problem = (body ?? {}) as Partial<Problem>;
  if (typeof problem.code !== 'string' || !(problem.code in errors)) {
    const busy = status === 502 || status === 503 || status === 504;
    return busy
      ? new ApiProblem('UNAVAILABLE', status, errors.UNAVAILABLE.title, { help: errors.UNAVAILABLE.help })
      : new ApiProblem('UNEXPECTED_ANSWER', status, `HTTP ${status}`);
  }
  return new ApiProblem(problem.code, status, problem.title ?? errors[problem.code].title, {
    detail: problem.detail,
    help: problem.help ?? (errors[problem.code] as { help?: string }).help,
    requestId: problem.requestId,
    issues: problem.issues,
    retryAfterMs: problem.retryAfterMs,
  });
}
