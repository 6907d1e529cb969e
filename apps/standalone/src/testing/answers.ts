import { errors, type Problem, type RouteSpec } from '#libs/contracts';
import type { Answer } from './route-requests.js';

/** The code of an answer, however the route spells its failures; a fault when it is no problem as the contract says. */
export function codeOf(route: RouteSpec, answer: Answer): string {
  if (answer.status < 400) return 'OK';
  const kind = route.failure ? 'application/json' : 'application/problem+json';
  if (!answer.contentType.startsWith(kind)) return `NOT ${kind} BUT ${answer.contentType}`;
  const read = JSON.parse(answer.text) as Partial<Problem> & { error?: { code?: string | number } };
  if (!route.failure) return read.requestId && read.requestId === answer.requestId ? read.code! : 'WITHOUT requestId';
  return String(read.error?.code);
}

/** How a route spells a code of the platform. */
export function spelled(route: RouteSpec, code: Problem['code']): string {
  const problem = { status: errors[code].status, code, title: '', type: '', requestId: '' } as Problem;
  const body = route.failure?.(problem).body as { error: { code: string | number } } | undefined;
  return String(body?.error.code ?? code);
}

/** Whether the other side of something that the request asked for is to blame, as the route's contract says it may be. */
export const mayFail = (route: RouteSpec, answer: Answer): boolean =>
  (route.problems ?? []).some(
    (code) => errors[code].status === answer.status && codeOf(route, answer) === spelled(route, code),
  );

/** What is wrong with an answer that should be this problem. */
export const codeIs = (route: RouteSpec, wanted: Problem['code']) => (answer: Answer) => {
  const code = codeOf(route, answer);
  const isIt = answer.status === errors[wanted].status && code === spelled(route, wanted);
  return isIt ? undefined : `${answer.status} ${code}, not ${wanted}`;
};
