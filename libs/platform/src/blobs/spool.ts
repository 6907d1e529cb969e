import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#libs/contracts';
import type { BlobContent } from './blobs.port.js';

const maxBytesUnlessSet = 64 * 1024 * 1024;

export interface Spooled {
  path: string;
  size: number;
  sha256: string;
}

async function* chunksOf(content: BlobContent): AsyncGenerator<Uint8Array> {
  if (typeof content === 'string') yield Buffer.from(content);
  else if (content instanceof Uint8Array) yield content;
  else for await (const chunk of content) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

/**
 * Writes content to a new file in `folder` and learns its size and digest on the way. `finish` may add to the file before it
 * is synced. A file that fails is removed.
 * @throws LIMIT_EXCEEDED above `maxBytes`
 */
export async function spool(
  folder: string,
  content: BlobContent,
  maxBytes = maxBytesUnlessSet,
  finish?: (file: FileHandle, spooled: Spooled) => Promise<void>,
): Promise<Spooled> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, randomUUID());
  const file = await open(path, 'wx');
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of chunksOf(content)) {
      size += chunk.byteLength;
      if (size > maxBytes)
        throw new AppError('LIMIT_EXCEEDED', {
          detail: `the content is larger than ${maxBytes} bytes`,
          limit: 'blob.bytes',
          max: maxBytes,
        });
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    const spooled = { path, size, sha256: hash.digest('hex') };
    await finish?.(file, spooled);
    await file.sync();
    return spooled;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
