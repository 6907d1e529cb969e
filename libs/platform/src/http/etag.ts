import { createHash } from 'node:crypto';
import { AppError } from '#libs/contracts';

/** The ETag of a JSON value or of a version number: quoted, strong. */
export const etagOf = (value: unknown): string =>
  `"${createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('base64url')
    .slice(0, 27)}"`;

const tags = (header: string) => header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));

/** Whether a header (`If-Match`, `If-None-Match`) names the tag, or any. */
export const sameEtag = (header: string, etag: string): boolean =>
  tags(header).some((tag) => tag === '*' || tag === etag.replace(/^W\//, ''));

/**
 * Checks `If-Match` against what is there.
 * @throws PRECONDITION_REQUIRED when the header is missing, PRECONDITION_FAILED when somebody else was faster.
 */
export function requireMatch(ifMatch: string | undefined, current: string): void {
  if (ifMatch === undefined || ifMatch === '') throw new AppError('PRECONDITION_REQUIRED');
  if (!sameEtag(ifMatch, current)) throw new AppError('PRECONDITION_FAILED', { etag: current });
}
