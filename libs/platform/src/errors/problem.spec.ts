import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { AppError, errors } from '#libs/contracts';
import { problemAnswer, toAppError } from './index.js';

describe('a problem document', () => {
  it('holds the catalogue entry, the details and the request id', () => {
    const error = new AppError('VALIDATION_FAILED', {
      detail: 'limit is too large',
      issues: [{ path: 'limit', message: 'at most 200' }],
    });
    expect(problemAnswer(error, 'r1')).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: {
        type: 'urn:aaas:problem:VALIDATION_FAILED',
        code: 'VALIDATION_FAILED',
        status: 400,
        title: errors.VALIDATION_FAILED.title,
        requestId: 'r1',
        detail: 'limit is too large',
        issues: [{ path: 'limit', message: 'at most 200' }],
      },
    });
  });

  it('lets no detail overwrite code, status or request id', () => {
    const { body } = problemAnswer(
      new AppError('NOT_FOUND', { code: 'X', status: 200, requestId: 'forged', type: 'x' }),
      'r1',
    );
    expect(body).toMatchObject({ code: 'NOT_FOUND', status: 404, requestId: 'r1' });
  });

  it('tells nothing of an unforeseen error, and keeps it as the cause', () => {
    const cause = new Error('ECONNREFUSED 10.0.0.7 password=hunter2');
    expect(JSON.stringify(problemAnswer(cause, 'r1'))).not.toContain('hunter2');
    expect(problemAnswer(cause, 'r1')).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    expect(toAppError(cause).cause).toBe(cause);
    expect(toAppError('text').code).toBe('INTERNAL');
    expect(toAppError(Object.assign(new Error('axios'), { statusCode: 404, code: 'ERR_BAD_REQUEST' })).code).toBe(
      'INTERNAL',
    );
  });

  it.each([
    [new AppError('DATABASE_BUSY', { retryAfterMs: 1500 }), '2'],
    [new AppError('UNAVAILABLE'), '1'],
    [new AppError('RATE_LIMITED', { retryAfterMs: 30_000 }), '30'],
    [new AppError('CONFLICT'), undefined],
  ])('says when to come again: %s → %s', (error, seconds) => {
    expect(problemAnswer(error, 'r').headers['retry-after']).toBe(seconds);
  });

  it.each([
    [new NotFoundException(), 'NOT_FOUND'],
    [new BadRequestException(), 'VALIDATION_FAILED'],
    [new HttpException('x', 413), 'BODY_TOO_LARGE'],
    [new HttpException('bad', 400, { cause: { code: 'FST_ERR_CTP_INVALID_JSON_BODY' } }), 'MALFORMED_JSON'],
    [
      Object.assign(new Error('x'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }),
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [new HttpException('tea', 418), 'INTERNAL'],
  ])('knows the faults of Nest and Fastify: %s → %s', (error, code) => {
    expect(toAppError(error).code).toBe(code);
  });

  it('asks for a token when there is none', () => {
    expect(problemAnswer(new AppError('UNAUTHENTICATED'), 'r').headers['www-authenticate']).toBe('Bearer');
  });
});
