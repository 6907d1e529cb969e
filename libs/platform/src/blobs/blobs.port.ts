import type { Readable } from 'node:stream';

export interface BlobInfo {
  key: string;
  /** Bytes. */
  size: number;
  /** Of the content, in hex. */
  sha256: string;
  contentType: string;
}

export interface PutOptions {
  contentType: string;
  /** Refuses more bytes than this; 64 MiB unless set. */
  maxBytes?: number;
}

export interface BlobPage {
  /** In the order of their bytes. */
  keys: string[];
  /** Pass it as `after` for the next page; null on the last. */
  next: string | null;
}

export type BlobContent = Uint8Array | string | AsyncIterable<Uint8Array | string>;

/**
 * Content that is too large for a row, under keys `<company id>/…`. A key's content appears whole or not at all, and may be
 * overwritten. Every method throws inside a database transaction, and KEY errors for keys that do not begin with a company.
 */
export abstract class Blobs {
  /** @throws LIMIT_EXCEEDED when it is larger than `maxBytes`; then nothing is kept. */
  abstract put(key: string, content: BlobContent, options: PutOptions): Promise<BlobInfo>;
  /** The content as a stream; destroy it when it is not read to its end. @throws BLOB_NOT_FOUND */
  abstract get(key: string): Promise<BlobInfo & { stream: Readable }>;
  abstract head(key: string): Promise<BlobInfo | undefined>;
  /** Deleting what is not there is no error. */
  abstract delete(key: string): Promise<void>;
  /** Keys that begin with `prefix`, which itself begins with a company id and `/`. */
  abstract list(prefix: string, page?: { after?: string; limit?: number }): Promise<BlobPage>;

  /** The whole content. @throws BLOB_NOT_FOUND */
  async read(key: string): Promise<Buffer> {
    const { stream } = await this.get(key);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }
}
