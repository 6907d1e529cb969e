import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { AppError } from '#libs/contracts';
import type { RouteSpec } from '#libs/contracts';
import type { IdempotencyStore, KeptAnswer } from './idempotency.port.js';

const digest = (parts: unknown) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError('VALIDATION_FAILED', {
    issues: [{ path: 'Idempotency-Key', message: 'expected 1 to 255 visible ASCII characters' }],
  });
}

/**
 * Answers a repeated request as the first time; `work` runs only for the first. Without a key, or on a route that takes none, it always runs.
 * @throws IDEMPOTENCY_KEY_REUSED when the key came with another request, CONFLICT while the first is at work.
 */
export async function once(
  store: IdempotencyStore | undefined,
  route: RouteSpec,
  request: FastifyRequest,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  const key = route.idempotent ? keyOf(request) : undefined;
  if (!store || key === undefined) return work();
  const owner = [request.caller?.companyId ?? '', request.caller?.userId ?? ''];
  const id = digest([...owner, route.method, route.path, key]);
  const claim = await store.claim(id, digest([request.url, request.body ?? null]));
  if (claim.state === 'kept')
    return { ...claim.answer, headers: { ...claim.answer.headers, 'idempotency-replayed': 'true' } };
  if (claim.state === 'other') throw new AppError('IDEMPOTENCY_KEY_REUSED');
  if (claim.state === 'running')
    throw new AppError('CONFLICT', {
      detail: 'The first request with this Idempotency-Key is still at work',
      retryAfterMs: 1000,
    });
  try {
    const answer = await work();
    await store.keep(id, answer);
    return answer;
  } catch (error) {
    await store.forget(id);
    throw error;
  }
}
