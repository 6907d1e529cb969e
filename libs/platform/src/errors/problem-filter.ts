import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode, type RouteSpec } from '#libs/contracts';
import type { Logger } from '../logging/index.js';
import { problemAnswer, toAppError, type ProblemAnswer } from './problem.js';

/** What the audit log is told of: somebody who is known asked for what is not theirs, or from where they are not let in. */
const refusals: ReadonlySet<ErrorCode> = new Set(['FORBIDDEN', 'ADDRESS_NOT_ALLOWED', 'EMAIL_DOMAIN_NOT_ALLOWED']);

/** The one filter: whatever is thrown leaves as problem JSON. Faults of ours are logged with their causes, those of the caller at debug. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  /** Methods that a path takes; tells "wrong method" from "nothing here". */
  methodsOf: (path: string) => readonly string[] = () => [];
  /** Told of each refusal for want of a permission. */
  onForbidden: (request: FastifyRequest, error: AppError) => void = () => undefined;

  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    this.answer(error, request, reply);
  }

  /** The same for faults that never reach Nest, such as an unreadable URL. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const allowed = request.is404 ? this.methodsOf(request.url.split('?')[0] ?? '') : [];
    const wrongMethod = allowed.length > 0 && !allowed.includes(request.method);
    const appError = wrongMethod ? new AppError('METHOD_NOT_ALLOWED') : toAppError(error);
    if (refusals.has(appError.code)) this.onForbidden(request, appError);
    const { status, headers, body } = problemAnswer(appError, request.id);
    if (wrongMethod) headers.allow = allowed.join(', ');
    // RFC 9110, 15.5.2: a 401 says how to sign in.
    if (status === 401) headers['www-authenticate'] = 'Bearer';
    const fields = {
      error,
      code: appError.code,
      requestId: request.id,
      method: request.method,
      path: request.url.split('?')[0],
    };
    if (status >= 500 && appError.retry !== 'soon') this.logger.error(fields, 'request failed');
    else if (appError.code === 'INTERNAL') this.logger.error(fields, 'request failed unexpectedly');
    else if (status >= 500) this.logger.warn(fields, 'request failed for now');
    else this.logger.debug(fields, 'request refused');
    // A stream that has begun cannot become a problem document: the cut connection tells the client.
    if (reply.raw.headersSent) reply.raw.destroy();
    else send(reply, { status, headers, body }, request.routeOptions.config.failure);
  }
}

/** As a problem document, or as the protocol of the route tells of failures. */
function send(reply: FastifyReply, { status, headers, body }: ProblemAnswer, failure: RouteSpec['failure']): void {
  if (!failure) return void reply.status(status).headers(headers).send(JSON.stringify(body));
  const told = failure(body);
  void reply
    .status(told.status)
    .headers({ ...headers, 'content-type': 'application/json; charset=utf-8' })
    .send(JSON.stringify(told.body));
}
