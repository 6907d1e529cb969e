import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '#libs/contracts';
import { assertNoTransaction } from '#libs/platform/database';
import { Blobs, type BlobContent, type BlobInfo, type BlobPage, type PutOptions } from './blobs.port.js';
import { checkKey, checkPrefix } from './keys.js';
import { spool } from './spool.js';

/** Ends the name of a file, so that the key `a` and the folder of the key `a/b` do not meet. No key holds it. */
const fileMark = '~';
/** The last bytes of a file: the length of the JSON before them, which tells what the content is. One file, so that one rename is atomic. */
const trailerBytes = 4;

/** Blobs as files in one folder, which several machines may share. */
export class FileBlobs extends Blobs {
  private readonly spoolFolder: string;

  constructor(private readonly root: string) {
    super();
    this.spoolFolder = join(root, '.spool');
  }

  async put(key: string, content: BlobContent, { contentType, maxBytes }: PutOptions): Promise<BlobInfo> {
    assertNoTransaction('Storing a blob');
    const target = this.path(key);
    const { path, size, sha256 } = await spool(this.spoolFolder, content, maxBytes, async (file, facts) => {
      const trailer = Buffer.from(JSON.stringify({ size: facts.size, sha256: facts.sha256, contentType }));
      const length = Buffer.alloc(trailerBytes);
      length.writeUInt32BE(trailer.length);
      await file.writeFile(Buffer.concat([trailer, length]));
    });
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target).catch(async (error: unknown) => {
      await rm(path, { force: true });
      throw error;
    });
    await syncFolder(dirname(target));
    return { key, size, sha256, contentType };
  }

  async get(key: string): Promise<BlobInfo & { stream: Readable }> {
    assertNoTransaction('Reading a blob');
    const info = await this.info(key);
    if (!info) throw new AppError('BLOB_NOT_FOUND', { key });
    const { file, ...facts } = info;
    if (facts.size > 0) return { ...facts, stream: createReadStream('', { fd: file, start: 0, end: facts.size - 1 }) };
    await file.close();
    return { ...facts, stream: Readable.from([]) };
  }

  async head(key: string): Promise<BlobInfo | undefined> {
    assertNoTransaction('Reading a blob');
    const info = await this.info(key);
    if (!info) return undefined;
    const { file, ...facts } = info;
    await file.close();
    return facts;
  }

  async delete(key: string): Promise<void> {
    assertNoTransaction('Deleting a blob');
    await rm(this.path(key), { force: true });
  }

  async list(prefix: string, { after = '', limit = 1000 }: { after?: string; limit?: number } = {}): Promise<BlobPage> {
    assertNoTransaction('Listing blobs');
    const folder = checkPrefix(prefix).slice(0, prefix.lastIndexOf('/'));
    const entries = await readdir(join(this.root, folder), { recursive: true, withFileTypes: true }).catch(orNothing);
    const keys = (entries ?? [])
      .filter((entry) => entry.isFile() && entry.name.endsWith(fileMark))
      .map((entry) =>
        join(entry.parentPath, entry.name.slice(0, -1))
          .slice(this.root.length + 1)
          .replaceAll('\\', '/'),
      )
      .filter((key) => key.startsWith(prefix) && key > after)
      .sort((a, b) => (a < b ? -1 : 1));
    const page = keys.slice(0, limit);
    return { keys: page, next: keys.length > limit ? (page.at(-1) ?? null) : null };
  }

  private path(key: string): string {
    return join(this.root, checkKey(key) + fileMark);
  }

  /** Reads the trailer through a handle that keeps this very content, although the key may be overwritten meanwhile. */
  private async info(key: string): Promise<(BlobInfo & { file: FileHandle }) | undefined> {
    const file = await open(this.path(key)).catch(orNothing);
    if (!file) return undefined;
    try {
      const { size: end } = await file.stat();
      const length = (await bytesAt(file, end - trailerBytes, trailerBytes)).readUInt32BE();
      const trailer = await bytesAt(file, end - trailerBytes - length, length);
      return { key, ...(JSON.parse(trailer.toString()) as Omit<BlobInfo, 'key'>), file };
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}

const orNothing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
};

const bytesAt = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('a stored blob is cut off');
  return buffer;
};

/** Makes the rename last through a power cut. Windows cannot sync folders and does not need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path);
  await folder.sync().finally(() => folder.close());
}
