import type { HttpAnswer } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';

/** What a status means for who wanted a document; undefined: it is there. */
export function failureOf(host: string, { status, headers, body }: HttpAnswer): AppError | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 404 || status === 410)
    return new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND', { detail: `${host} does not have it any more (${status})` });
  const said = Buffer.from(body.subarray(0, 300)).toString('utf8').replace(/\s+/g, ' ').trim();
  const detail = `${host} answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (status === 401 || status === 403)
    return new AppError('HTTP_REFUSED', {
      detail: `${detail}. Check the credential, and what it may read`,
      httpStatus: status,
    });
  if (status === 429 || status === 503) {
    const seconds = Number(headers['retry-after']);
    const wait = Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
    return new AppError('HTTP_BUSY', { detail, ...wait });
  }
  return new AppError(status >= 500 ? 'HTTP_FAILED' : 'HTTP_REFUSED', { detail, httpStatus: status });
}
