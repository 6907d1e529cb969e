import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AppError } from '#libs/contracts';
import type { In, Issue, RouteSpec } from '#libs/contracts';

/** Numbers of a list in brackets, as people write them: `nodes[2].config`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );

/** The deepest problem of a union says more than "no variant fits". */
function flatten(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const best = issue.errors.reduce((left, right) =>
      depth(right) > depth(left) || (depth(right) === depth(left) && right.length < left.length) ? right : left,
    );
    if (best.length > 0) return best.flatMap((inner) => flatten(inner, path));
  }
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: pathText([...path, key]), message: 'This field is not known here' }));
  return [{ path: pathText(path), message: issue.message }];
}

const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map(({ path }) => path.length));

/** The issues of a failed zod parse, each with the path as in the request. */
export const issuesOf = (error: z.core.$ZodError, prefix: readonly PropertyKey[] = []): Issue[] =>
  error.issues.flatMap((issue) => flatten(issue, prefix)).slice(0, 100);

/**
 * The parts of the request, parsed by the contract.
 * @throws VALIDATION_FAILED with every issue of every part.
 */
export function parseInput<R extends RouteSpec>(
  route: R,
  request: Pick<FastifyRequest, 'params' | 'query' | 'headers' | 'body'>,
): In<R> {
  const issues: Issue[] = [];
  const read = (schema: z.ZodType | undefined, value: unknown) => {
    if (!schema) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    issues.push(...issuesOf(parsed.error));
    return undefined;
  };
  const input = {
    params: read(route.params, request.params),
    query: read(route.query, request.query),
    headers: read(route.headers, request.headers),
    body: read(route.body, request.body === null ? undefined : request.body),
  };
  if (issues.length > 0) {
    const [first] = issues;
    throw new AppError('VALIDATION_FAILED', {
      detail: first && (first.path ? `${first.path}: ${first.message}` : first.message),
      issues,
    });
  }
  return input as In<R>;
}
