import { fileURLToPath } from 'node:url';
import type { Blobs } from './blobs.port.js';

/** Opens the store of a `BLOB_URL`: `file:///folder` or `s3://bucket/…`. @throws Error for any other. */
export async function openBlobs(url: string): Promise<Blobs> {
  // Loaded on demand: the AWS SDK costs start-up time that embedded installations need not pay.
  if (url.startsWith('s3://')) return new (await import('./s3-blobs.js')).S3Blobs(url);
  if (url.startsWith('file://')) return new (await import('./file-blobs.js')).FileBlobs(fileURLToPath(url));
  throw new Error('BLOB_URL must begin with file:// or s3://');
}
