import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, csvOf } from '#libs/contracts';
import type { CsvTable, ResponseSpec, RouteSpec } from '#libs/contracts';
import { RawAnswer, Reply, StreamAnswer } from './answers.js';
import type { FileAnswer, ServerEvent } from './answers.js';
import { sameEtag } from './etag.js';
import { issuesOf } from './request-input.js';
import { sendEvents, sendStream } from './send-events.js';

const firstStatuses = new WeakMap<RouteSpec, number>();

/** The status a handler's plain result has: the lowest of the contract's. */
export function firstStatus(route: RouteSpec): number {
  const known = firstStatuses.get(route);
  if (known !== undefined) return known;
  const lowest = Math.min(...Object.keys(route.responses).map(Number));
  firstStatuses.set(route, lowest);
  return lowest;
}

export interface JsonAnswer {
  status: number;
  headers: Record<string, string>;
  /** JSON text; undefined for an empty answer. */
  body: string | undefined;
}

/**
 * The answer in the shape of the contract: fields that the schema does not name stay inside.
 * @throws INTERNAL when the handler's result does not fit the contract.
 */
export function jsonAnswer(route: RouteSpec, result: unknown): JsonAnswer {
  const { status, body, headers } = result instanceof Reply ? result : new Reply(firstStatus(route), result);
  const spec = specOf(route, status);
  if (spec === 'empty') return { status, headers, body: undefined };
  if (typeof spec === 'string') throw new Error(`${route.method} ${route.path} answers ${spec}, not JSON`);
  const parsed = spec.safeParse(body);
  if (!parsed.success) {
    throw new AppError(
      'INTERNAL',
      {},
      {
        cause: new Error(
          `The answer of ${route.method} ${route.path} does not fit its contract: ${JSON.stringify(issuesOf(parsed.error).slice(0, 5))}`,
        ),
      },
    );
  }
  return { status, headers, body: JSON.stringify(parsed.data ?? null) };
}

function specOf(route: RouteSpec, status: number): ResponseSpec {
  const spec = route.responses[status];
  if (!spec)
    throw new AppError(
      'INTERNAL',
      {},
      { cause: new Error(`${route.method} ${route.path} has no response ${status} in its contract`) },
    );
  return spec;
}

/** Sends what a handler returned; a promise only for what comes as a stream. */
export function sendResult(
  route: RouteSpec,
  result: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void | Promise<void> {
  if (result instanceof RawAnswer) return sendRaw(route, result, reply);
  if (result instanceof StreamAnswer) return sendStream(request, reply, result);
  const spec = specOf(route, result instanceof Reply ? result.status : firstStatus(route));
  const body = result instanceof Reply ? result.body : result;
  if (spec === 'sse') return sendEvents(request, reply, body as AsyncIterable<ServerEvent>);
  if (spec === 'file') return sendFile(body as FileAnswer, result instanceof Reply ? result : undefined, reply);
  const answer = jsonAnswer(route, result);
  if (route.csv && answer.body !== undefined && (request.query as { format?: unknown }).format === 'csv')
    return sendCsv(route.csv(JSON.parse(answer.body) as never), reply);
  sendJson(answer, request, reply);
}

const sendCsv = ({ name, head, rows }: CsvTable, reply: FastifyReply): void =>
  sendFile(
    { content: csvOf(head, rows), contentType: 'text/csv; charset=utf-8', name: `${name}.csv` },
    undefined,
    reply,
  );

export function sendJson({ status, headers, body }: JsonAnswer, request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({ 'cache-control': 'no-store', ...headers });
  const known = request.headers['if-none-match'];
  if (request.method === 'GET' && headers.etag && known && sameEtag(known, headers.etag)) void reply.status(304).send();
  else if (body === undefined) void reply.status(status).send();
  else void reply.status(status).type('application/json; charset=utf-8').send(body);
}

/** Always a download, never a page of ours: what others wrote must not run under our address. */
function sendFile(
  { content, contentType, name, bytes }: FileAnswer,
  outer: Reply | undefined,
  reply: FastifyReply,
): void {
  const plain = name.replace(/[^\w. -]/g, '_');
  void reply
    .status(outer?.status ?? 200)
    .headers({
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
      ...(bytes === undefined ? {} : { 'content-length': String(bytes) }),
      ...outer?.headers,
    })
    .type(contentType)
    .send(content);
}

/** What a workflow answers: sandboxed, so that no browser takes it for a page of ours. */
function sendRaw(route: RouteSpec, { status, headers, body, policy }: RawAnswer, reply: FastifyReply): void {
  if (!Object.values(route.responses).includes('raw'))
    throw new Error(`${route.method} ${route.path} has no raw answer in its contract`);
  void reply.status(status).headers({
    'cache-control': 'no-store',
    ...headers,
    'x-content-type-options': 'nosniff',
    'content-security-policy': policy,
  });
  void reply.send(body);
}
