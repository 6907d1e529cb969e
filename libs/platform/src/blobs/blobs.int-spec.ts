import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { openDatabase } from '#libs/platform/database';
import { silentLogger } from '#libs/platform/logging';
import S3rver from 's3rver';
import type { Blobs } from './blobs.port.js';
import { openBlobs } from './open-blobs.js';

const co = 'co_01h455vb4pex5vsknk084sn02q';
const other = 'co_01h455vb4pex5vsknk084sn02r';
const text = { contentType: 'text/plain; charset=utf-8' };

const stores = {
  file: async (folder: string) => ({ url: pathToFileURL(join(folder, 'blobs')).href, close: async () => undefined }),
  s3: async (folder: string) => {
    const server = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: folder,
      configureBuckets: [{ name: 'aaas', configs: [] }],
    });
    const { port } = await server.run();
    return {
      url: `s3://S3RVER:S3RVER@127.0.0.1:${port}/aaas/deep/er?tls=false`,
      close: async () => void (await server.close()),
    };
  },
};

describe.each(Object.entries(stores))('blobs on %s', (_name, start) => {
  let folder: string;
  let store: { url: string; close(): Promise<void> };
  let blobs: Blobs;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blobs-'));
    store = await start(folder);
    blobs = await openBlobs(store.url);
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('gives back what was put, with its facts', async () => {
    const content = 'Grüße\n'.repeat(1000);
    const info = {
      key: `${co}/notes/a.txt`,
      size: Buffer.byteLength(content),
      sha256: createHash('sha256').update(content).digest('hex'),
      ...text,
    };
    expect(await blobs.put(info.key, content, text)).toEqual(info);
    expect(await blobs.head(info.key)).toEqual(info);
    const { stream, ...facts } = await blobs.get(info.key);
    stream.destroy();
    expect(facts).toEqual(info);
    expect((await blobs.read(info.key)).toString() === content).toBe(true);
  });

  it('takes streams and empty content', async () => {
    const chunks = Array.from({ length: 50 }, (_, n) => Buffer.alloc(100_000, n));
    const { size, sha256 } = await blobs.put(`${co}/big`, Readable.from(chunks), {
      contentType: 'application/octet-stream',
    });
    expect(size).toBe(5_000_000);
    expect(sha256).toBe(createHash('sha256').update(Buffer.concat(chunks)).digest('hex'));
    expect((await blobs.read(`${co}/big`)).equals(Buffer.concat(chunks))).toBe(true);
    await blobs.put(`${co}/empty`, '', text);
    expect((await blobs.read(`${co}/empty`)).length).toBe(0);
  });

  it('overwrites whole, also under somebody who reads', async () => {
    await blobs.put(`${co}/again`, 'one'.repeat(100_000), text);
    const { stream } = await blobs.get(`${co}/again`);
    await blobs.put(`${co}/again`, 'two', text);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString() === 'one'.repeat(100_000)).toBe(true);
    expect((await blobs.read(`${co}/again`)).toString()).toBe('two');
  });

  it('keeps nothing of content that is too large or breaks off', async () => {
    await expect(blobs.put(`${co}/large`, 'x'.repeat(11), { ...text, maxBytes: 10 })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
    const broken = async function* () {
      yield 'some';
      throw new Error('connection lost');
    };
    await expect(blobs.put(`${co}/large`, broken(), text)).rejects.toThrow('connection lost');
    expect(await blobs.head(`${co}/large`)).toBeUndefined();
  });

  it('knows what is not there, and deletes twice', async () => {
    await expect(blobs.get(`${co}/none`)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
    expect(await blobs.head(`${co}/none`)).toBeUndefined();
    await blobs.put(`${co}/gone`, 'x', text);
    await blobs.delete(`${co}/gone`);
    await blobs.delete(`${co}/gone`);
    expect(await blobs.head(`${co}/gone`)).toBeUndefined();
  });

  it('lists by prefix, in order, in pages, and one company alone', async () => {
    const keys = [`${co}/l/a`, `${co}/l/a/b`, `${co}/l/a/c`, `${co}/l/a-b`, `${co}/l/ab`];
    for (const key of [...keys, `${other}/l/a`, `${co}/m/a`]) await blobs.put(key, key, text);
    // s3rver lists folders before files, which S3 does not: the order is compared among neighbours only.
    const all = await blobs.list(`${co}/l/`);
    expect({ ...all, keys: [...all.keys].sort() }).toEqual({ keys: [...keys].sort(), next: null });
    expect(await blobs.list(`${co}/l/a/`)).toEqual({ keys: [`${co}/l/a/b`, `${co}/l/a/c`], next: null });
    expect(await blobs.list(`${co}/l/ab`)).toEqual({ keys: [`${co}/l/ab`], next: null });
    const pages = ['3', '1', '5', '2', '4'].map((name) => `${co}/p/${name}`);
    for (const key of pages) await blobs.put(key, key, text);
    const first = await blobs.list(`${co}/p/`, { limit: 3 });
    expect(first).toEqual({ keys: [...pages].sort().slice(0, 3), next: `${co}/p/3` });
    const rest = { keys: [`${co}/p/4`, `${co}/p/5`], next: null };
    expect(await blobs.list(`${co}/p/`, { limit: 3, after: first.next ?? '' })).toEqual(rest);
    expect(await blobs.list(`${co}/nothing/`)).toEqual({ keys: [], next: null });
  });

  it.each([
    'x',
    co,
    `${co}/`,
    `/${co}/a`,
    `${co}/../${other}/a`,
    `${co}/./a`,
    `${co}//a`,
    `${co}/a~`,
    `${co}/a\0`,
    `${co}\\a`,
    `co_x/a`,
    `${co}/${'x'.repeat(201)}`,
    `${co}/ä`,
  ])('refuses the key %j', async (key) => {
    await expect(blobs.put(key, 'x', text)).rejects.toThrow('blob key');
    await expect(blobs.get(key)).rejects.toThrow('blob key');
    await expect(blobs.head(key)).rejects.toThrow('blob key');
    await expect(blobs.delete(key)).rejects.toThrow('blob key');
  });

  it('refuses to list without a company', async () => {
    await expect(blobs.list('')).rejects.toThrow('blob key');
    await expect(blobs.list(co.slice(0, -1))).rejects.toThrow('blob key');
    await expect(blobs.list(`${co}/../`)).rejects.toThrow('blob key');
  });

  it('refuses to work inside a transaction', async () => {
    const db = await openDatabase({
      service: 'company',
      dataDir: join(folder, 'db'),
      logger: silentLogger(),
    });
    await expect(db.transaction(() => blobs.put(`${co}/tx`, 'x', text))).rejects.toThrow('inside an open transaction');
    await expect(db.transaction(() => blobs.head(`${co}/tx`))).rejects.toThrow('inside an open transaction');
    await db.close();
  });
});

it('leaves no spool file behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  const blobs = await openBlobs(pathToFileURL(folder).href);
  await blobs.put(`${co}/a`, 'x', text);
  await expect(blobs.put(`${co}/b`, 'xx', { ...text, maxBytes: 1 })).rejects.toThrow();
  expect(await readdir(join(folder, '.spool'))).toEqual([]);
  await rm(folder, { recursive: true });
});

it('opens no other address', async () => {
  await expect(openBlobs('http://example.com')).rejects.toThrow('BLOB_URL');
});
