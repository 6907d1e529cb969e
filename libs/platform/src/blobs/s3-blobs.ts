import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NotFound,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { AppError } from '#libs/contracts';
import { assertNoTransaction } from '#libs/platform/database';
import { Blobs, type BlobContent, type BlobInfo, type BlobPage, type PutOptions } from './blobs.port.js';
import { checkKey, checkPrefix } from './keys.js';
import { readS3Address } from './s3-address.js';
import { spool } from './spool.js';

/** Blobs as objects of a bucket; see `readS3Address`. Amazon's credentials are as the AWS SDK finds them. */
export class S3Blobs extends Blobs {
  private readonly client: S3Client;
  private readonly bucket: string;
  private readonly root: string;

  constructor(url: string) {
    super();
    const { bucket, root, region, endpoint, credentials } = readS3Address(url);
    this.bucket = bucket;
    this.root = root;
    this.client = new S3Client({
      ...(region && { region }),
      // Only what every S3-compatible store knows: we send the digest ourselves.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      ...(credentials && { credentials }),
    });
  }

  async put(key: string, content: BlobContent, { contentType, maxBytes }: PutOptions): Promise<BlobInfo> {
    assertNoTransaction('Storing a blob');
    const target = this.target(key);
    // Through a file: S3 wants size and digest before the content.
    const { path, size, sha256 } = await spool(tmpdir(), content, maxBytes);
    try {
      await this.ask((s3) =>
        s3.send(
          new PutObjectCommand({
            ...target,
            Body: createReadStream(path),
            ContentLength: size,
            ContentType: contentType,
            ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
            Metadata: { sha256 },
          }),
        ),
      );
    } finally {
      await rm(path, { force: true });
    }
    return { key, size, sha256, contentType };
  }

  async get(key: string): Promise<BlobInfo & { stream: Readable }> {
    assertNoTransaction('Reading a blob');
    const target = this.target(key);
    const answer = await this.ask((s3) => s3.send(new GetObjectCommand(target)));
    if (!answer) throw new AppError('BLOB_NOT_FOUND', { key });
    return { ...infoOf(key, answer), stream: answer.Body as Readable };
  }

  async head(key: string): Promise<BlobInfo | undefined> {
    assertNoTransaction('Reading a blob');
    const target = this.target(key);
    const answer = await this.ask((s3) => s3.send(new HeadObjectCommand(target)));
    return answer && infoOf(key, answer);
  }

  async delete(key: string): Promise<void> {
    assertNoTransaction('Deleting a blob');
    const target = this.target(key);
    await this.ask((s3) => s3.send(new DeleteObjectCommand(target)));
  }

  async list(prefix: string, { after, limit = 1000 }: { after?: string; limit?: number } = {}): Promise<BlobPage> {
    assertNoTransaction('Listing blobs');
    const start = this.root + checkPrefix(prefix);
    const keys: string[] = [];
    // S3 gives at most 1,000 at a time; one more than asked tells whether a next page is there.
    for (let last = after && this.root + after; keys.length <= limit;) {
      const answer = await this.ask((s3) =>
        s3.send(
          new ListObjectsV2Command({
            Bucket: this.bucket,
            Prefix: start,
            StartAfter: last || undefined,
          }),
        ),
      );
      const found = (answer?.Contents ?? []).map(({ Key }) => Key ?? '');
      keys.push(...found.map((key) => key.slice(this.root.length)));
      if (!answer?.IsTruncated || found.length === 0) break;
      last = found.at(-1) ?? '';
    }
    const page = keys.slice(0, limit);
    return { keys: page, next: keys.length > limit ? (page.at(-1) ?? null) : null };
  }

  private target(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: this.root + checkKey(key) };
  }

  /** Undefined for what is not there. @throws UNAVAILABLE when the store is out of reach or failing */
  private async ask<T>(send: (client: S3Client) => Promise<T>): Promise<T | undefined> {
    try {
      return await send(this.client);
    } catch (error) {
      if (error instanceof NotFound || error instanceof NoSuchKey) return undefined;
      if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500) throw error;
      throw new AppError('UNAVAILABLE', { detail: 'the blob store is not reachable' }, { cause: error });
    }
  }
}

const infoOf = (
  key: string,
  answer: { ContentLength?: number; ContentType?: string; Metadata?: Record<string, string> },
): BlobInfo => ({
  key,
  size: answer.ContentLength ?? 0,
  sha256: answer.Metadata?.['sha256'] ?? '',
  contentType: answer.ContentType ?? 'application/octet-stream',
});
