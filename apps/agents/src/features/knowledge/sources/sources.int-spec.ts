import { mkdirSync, rmSync, symlinkSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { HttpPeer, type PeerAnswer } from '#libs/catalog/conformance/http-peer';
import { newId, type Caller, type KnowledgeBase, type KnowledgeSource, type SourceConfig } from '#libs/contracts';
import { credentialOwner } from '#libs/platform/outbound';
import { Database } from '#libs/platform/database';
import { Vault } from '#libs/platform/vault';
import { eventually } from '#libs/testing';
import { AgentsService } from '../../agents/agents.service.js';
import { CompanyPeer } from '../../tools/testing/tools-bench.js';
import { DrivePeer } from '../testing/drive-peer.js';
import { callerAs, KnowledgeBench, wish } from '../testing/knowledge-bench.js';
import { KnowledgeSourcesService } from './knowledge-sources.service.js';
import { SourceScheduler } from './source-scheduler.js';

const s3Keys = { kind: 's3', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', region: 'us-east-1' };
const page = (title: string, text: string): PeerAnswer => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><title>${title}</title><nav>Menu</nav><main><h1>${title}</h1><p>${text}</p></main>`,
});

describe('sources of knowledge', () => {
  const builder = callerAs('builder');
  const site = new HttpPeer();
  const drive = new DrivePeer('drive-token');
  const company = new CompanyPeer();
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-s3-'));
  let s3: S3rver;
  let bench: KnowledgeBench;
  let pages: Record<string, PeerAnswer> = {};
  const at = { site: '', drive: '', s3: '' };
  let count = 0;

  beforeAll(async () => {
    s3 = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: folder,
      configureBuckets: [{ name: 'files', configs: [] }],
    });
    at.s3 = `http://127.0.0.1:${(await s3.run()).port}`;
    at.site = await site.start();
    at.drive = await drive.peer.start();
    site.answer = ({ path }) => pages[path] ?? { status: 404, body: 'gone' };
    const reachable = Object.values(at).map((address) => new URL(address).host);
    bench = await KnowledgeBench.start('sqlite', { company }, { AAAS_EGRESS_ALLOW: reachable.join(',') });
  }, 120_000);
  afterAll(async () => {
    await bench.stop();
    await Promise.all([site.stop(), drive.peer.stop(), s3.close()]);
    rmSync(folder, { recursive: true });
  });

  const sources = () => bench.service.get(KnowledgeSourcesService);
  const base = (caller: Caller = builder) => bench.bases.create(caller, wish(`Base ${++count}`));
  const credential = async (secrets: Record<string, unknown> & { kind: string }, allowedHosts: string[]) => {
    const id = newId('credential');
    const { companyId } = builder;
    const owner = credentialOwner(companyId, id);
    const sealed = await bench.service.get(Vault).sealForTravel(JSON.stringify(secrets), owner);
    company.credentials.set(id, { id, companyId, kind: secrets.kind, sealed, allowedHosts, updatedAt: 1 });
    return id;
  };
  const add = (kb: KnowledgeBase, config: unknown, trusted = false) =>
    sources().add(builder, kb.id, { name: 'Source', config: config as SourceConfig, everyMinutes: 60, trusted });
  /** Until the source has been looked through so often, and all of it was read. */
  const synced = async (
    kb: KnowledgeBase,
    { id }: KnowledgeSource,
    after?: string,
  ): Promise<NonNullable<KnowledgeSource['lastSync']>> => {
    const last = await eventually(async () => {
      const found = (await sources().list(builder, kb.id, { limit: 50 })).items.find((each) => each.id === id)!;
      expect([found.status, found.lastSync?.at === after]).toEqual(['waiting', false]);
      return found.lastSync!;
    });
    await bench.read(builder, kb);
    return last;
  };
  const again = async (kb: KnowledgeBase, source: KnowledgeSource, last: { at: string }) => {
    await sources().sync(builder, kb.id, source.id);
    return synced(kb, source, last.at);
  };

  it('a website follows its sitemap: new, changed and deleted pages', async () => {
    const map = (...paths: [string, string?][]): PeerAnswer => ({
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths
        .map(([path, mod]) => `<url><loc>${at.site}${path}</loc>${mod ? `<lastmod>${mod}</lastmod>` : ''}</url>`)
        .join('')}</urlset>`,
    });
    const index = `<sitemapindex><sitemap><loc>${at.site}/pages.xml.gz</loc></sitemap></sitemapindex>`;
    const packed = (answer: PeerAnswer): PeerAnswer => ({ ...answer, body: gzipSync(answer.body as string) });
    pages = {
      '/sitemap.xml': { body: index },
      '/pages.xml.gz': packed(map(['/a', '2026-01-01'], ['/b'], ['/private/c'])),
      '/robots.txt': { body: 'User-agent: *\nDisallow: /private' },
      '/a': page('Badgers', 'Badgers dig setts.'),
      '/b': page('Hares', 'Hares run fast.'),
      '/private/c': page('Secret', 'Hidden.'),
    };
    const kb = await base();
    const source = await add(kb, { kind: 'sitemap', url: `${at.site}/sitemap.xml`, most: 100 });
    const first = await synced(kb, source);
    expect(first).toMatchObject({ added: 3, changed: 0, deleted: 0, error: null });
    const documents = await bench.read(builder, kb);
    expect(documents.map(({ name, status, url, error }) => [name, status, url, error?.code])).toEqual([
      ['c', 'failed', `${at.site}/private/c`, 'TOOL_DENIED'],
      ['b', 'indexed', `${at.site}/b`, undefined],
      ['a', 'indexed', `${at.site}/a`, undefined],
    ]);
    expect(await bench.find(builder, kb, 'badger setts')).toEqual(['a: Badgers dig setts.']);

    pages['/pages.xml.gz'] = packed(map(['/a', '2026-01-01'], ['/b'], ['/d']));
    pages['/b'] = page('Hares', 'Hares box in spring.');
    pages['/d'] = page('Deer', 'Deer graze.');
    const asked = site.requests.length;
    const second = await again(kb, source, first);
    expect(second).toMatchObject({ added: 1, unchanged: 1, deleted: 1, error: null });
    // What its date says is the same is not asked for.
    expect(site.requests.slice(asked).map(({ path }) => path)).not.toContain('/a');
    expect(await bench.find(builder, kb, 'hares spring')).toEqual(['b: Hares box in spring.']);
    expect(await bench.find(builder, kb, 'hidden')).toEqual([]);

    delete pages['/b'];
    await again(kb, source, second);
    expect((await bench.read(builder, kb)).map(({ name }) => name)).toEqual(['d', 'a']);
    expect(await bench.find(builder, kb, 'hares')).toEqual([]);
  });

  it('a source that is away is told, and nothing is taken out', async () => {
    pages = {
      '/s.xml': { body: `<urlset><url><loc>${at.site}/x</loc></url></urlset>` },
      '/x': page('X', 'Moose swim.'),
    };
    const kb = await base();
    const source = await add(kb, { kind: 'sitemap', url: `${at.site}/s.xml`, most: 100 });
    const first = await synced(kb, source);
    pages['/s.xml'] = { status: 403, body: 'Forbidden' };
    const second = await again(kb, source, first);
    expect(second.error).toMatchObject({ code: 'HTTP_REFUSED', message: expect.stringContaining('403') as string });
    expect(await bench.find(builder, kb, 'moose')).toEqual(['x: Moose swim.']);
  });

  it.each(['http://169.254.169.254/latest/meta-data', 'http://127.0.0.1:9/x', 'http://[::ffff:127.0.0.1]:9/x'])(
    'A8: reads nothing at %s, neither at once nor by a redirect',
    async (inner) => {
      pages = { '/to': { status: 302, headers: { location: inner } } };
      const kb = await base();
      for (const url of [inner, `${at.site}/to`])
        await bench.documents.add(builder, kb.id, 'application/json', Buffer.from(JSON.stringify({ url })));
      const documents = await bench.read(builder, kb);
      expect(documents.map(({ status, error }) => [status, error?.code])).toEqual([
        ['failed', 'EGRESS_REFUSED'],
        ['failed', 'EGRESS_REFUSED'],
      ]);
    },
  );

  it('a bucket follows its prefix', async () => {
    const client = new S3Client({
      endpoint: at.s3,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    });
    const put = (Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket: 'files', Key, Body }));
    await put('docs/one.md', '# One\n\nLynx hide.');
    await put('docs/two.txt', 'Wolves howl.');
    await put('docs/picture.png', 'x');
    await put('other/three.txt', 'Bears sleep.');
    const keys = await credential(s3Keys, [at.s3]);
    const config = {
      kind: 's3',
      bucket: 'files',
      prefix: 'docs/',
      region: 'us-east-1',
      endpoint: at.s3,
      credential: keys,
      most: 100,
    };
    const kb = await base();
    const source = await add(kb, config);
    const first = await synced(kb, source);
    expect(first).toMatchObject({ added: 2, skipped: 1, error: null });
    expect(await bench.find(builder, kb, 'wolves')).toEqual(['two.txt: Wolves howl.']);
    await put('docs/two.txt', 'Wolves hunt.');
    await put('docs/four.csv', 'Animal,Sound\nOwl,hoot');
    await client.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'docs/one.md' }));
    expect(await again(kb, source, first)).toMatchObject({ added: 1, changed: 1, deleted: 1, unchanged: 0 });
    expect(await bench.find(builder, kb, 'lynx')).toEqual([]);
    expect(await bench.find(builder, kb, 'wolves hunt')).toEqual(['two.txt: Wolves hunt.']);

    const elsewhere = await credential(s3Keys, ['s3.example']);
    const refused = await synced(kb, await add(kb, { ...config, credential: elsewhere }));
    expect(refused.error?.code).toBe('CREDENTIAL_HOST_REFUSED');
  });

  it('a folder of Google Drive follows, with what lies below it and Google’s own documents', async () => {
    const folderType = 'application/vnd.google-apps.folder';
    drive.entries = [
      { id: 'f1', name: 'plan.txt', parent: 'root1', mimeType: 'text/plain', content: 'Geese migrate.' },
      {
        id: 'f2',
        name: 'Handbook',
        parent: 'root1',
        mimeType: 'application/vnd.google-apps.document',
        content: '<h1>Swans</h1><p>Swans pair for life.</p>',
      },
      { id: 'd1', name: 'Deeper', parent: 'root1', mimeType: folderType },
      {
        id: 'f3',
        name: 'Numbers',
        parent: 'd1',
        mimeType: 'application/vnd.google-apps.spreadsheet',
        content: 'Bird,Count\nDuck,12',
      },
      { id: 'f4', name: 'Form', parent: 'd1', mimeType: 'application/vnd.google-apps.form' },
    ];
    const token = await credential({ kind: 'bearer', token: 'drive-token' }, [at.drive]);
    const config = { kind: 'drive', folder: 'root1', credential: token, apiUrl: `${at.drive}/drive/v3`, most: 100 };
    const kb = await base();
    const source = await add(kb, config, true);
    const first = await synced(kb, source);
    expect(first).toMatchObject({ added: 3, error: null });
    const documents = await bench.read(builder, kb);
    expect(documents.map(({ name, trusted, url }) => [name, trusted, url])).toEqual([
      ['Numbers.csv', true, 'https://drive.example/f3'],
      ['Handbook.html', true, 'https://drive.example/f2'],
      ['plan.txt', true, 'https://drive.example/f1'],
    ]);
    expect(await bench.find(builder, kb, 'swans')).toEqual(['Handbook.html: Swans pair for life.']);
    drive.entries = drive.entries.filter(({ id }) => id !== 'f3');
    drive.entries[0]!.content = 'Geese fly in a wedge.';
    expect(await again(kb, source, first)).toMatchObject({ changed: 1, deleted: 1, unchanged: 1 });
    expect(await bench.find(builder, kb, 'geese wedge')).toEqual(['plan.txt: Geese fly in a wedge.']);

    const wrong = await credential({ kind: 'bearer', token: 'old' }, [at.drive]);
    const refused = await synced(kb, await add(kb, { ...config, credential: wrong }));
    expect(refused.error).toMatchObject({
      code: 'HTTP_REFUSED',
      message: expect.stringContaining('credential') as string,
    });
  });

  it('a folder of an agent beside the data follows, and leads nowhere else', async () => {
    const root = join(bench.service.host.dataDir, 'knowledge');
    const agents = bench.service.get(AgentsService);
    const agent = await agents.create(builder, { name: 'Librarian', goal: 'x' });
    const own = join(root, 'Librarian');
    mkdirSync(join(own, 'deep'), { recursive: true });
    writeFileSync(join(own, 'deep', 'a.md'), '# Ants\n\nAnts carry leaves.');
    writeFileSync(join(root, 'outside.txt'), 'Out of reach.');
    symlinkSync(join(root, 'outside.txt'), join(own, 'link.txt'));
    const kb = await base();
    const source = await add(kb, { kind: 'folder', agent: 'librarian', most: 100 });
    const first = await synced(kb, source);
    expect(first).toMatchObject({ added: 1, error: null });
    expect(await bench.find(builder, kb, 'ants')).toEqual(['deep/a.md: Ants carry leaves.']);
    writeFileSync(join(own, 'b.txt'), 'Bees dance.');
    rmSync(join(own, 'deep', 'a.md'));
    expect(await again(kb, source, first)).toMatchObject({ added: 1, deleted: 1 });

    // With a second company, names say no more whose folder it is.
    const other = callerAs('builder');
    await agents.create(other, { name: 'Librarian', goal: 'x' });
    const theirs = await base(other);
    const config: SourceConfig = { kind: 'folder', agent: 'Librarian', most: 100 };
    const wishes = { name: 'x', config, everyMinutes: null, trusted: false };
    await expect(sources().add(other, theirs.id, wishes)).rejects.toMatchObject({ code: 'KNOWLEDGE_SOURCE_UNFIT' });
    await expect(
      sources().add(other, theirs.id, { ...wishes, config: { ...config, agent: agent.id } }),
    ).rejects.toMatchObject({ code: 'AGENT_NOT_FOUND' });
    mkdirSync(join(root, agent.id));
    writeFileSync(join(root, agent.id, 'c.txt'), 'Crickets chirp.');
    await add(kb, { kind: 'folder', agent: agent.id, most: 100 });
    await eventually(async () => expect(await bench.find(builder, kb, 'crickets')).toEqual(['c.txt: Crickets chirp.']));
  });

  it('is looked through again when its time has come, once', async () => {
    pages = { '/news': page('News', 'Storks return.') };
    const kb = await base();
    const source = await add(kb, { kind: 'page', url: `${at.site}/news` });
    const first = await synced(kb, source);
    pages['/news'] = page('News', 'Storks leave.');
    const db = bench.service.get<Database>(Database);
    await db.run('UPDATE knowledge_sources SET next_sync_at = 1 WHERE id = ?', [source.id]);
    const scheduler = bench.service.get(SourceScheduler);
    await Promise.all([scheduler.turn(), scheduler.turn()]);
    await synced(kb, source, first.at);
    expect(await bench.find(builder, kb, 'storks')).toEqual(['news: Storks leave.']);
    const [row] = await db.query<{ syncs: number; next_sync_at: number }>(
      'SELECT syncs, next_sync_at FROM knowledge_sources WHERE id = ?',
      [source.id],
    );
    expect(Number(row!.syncs)).toBe(2);
    expect(Number(row!.next_sync_at)).toBeGreaterThan(Date.now());
  });

  it('takes its documents with it when it goes', async () => {
    pages = { '/one': page('One', 'Newts float.') };
    const kb = await base();
    const source = await add(kb, { kind: 'page', url: `${at.site}/one` });
    await synced(kb, source);
    await sources().delete(builder, kb.id, source.id);
    expect(await bench.read(builder, kb)).toEqual([]);
    expect(await bench.find(builder, kb, 'newts')).toEqual([]);
    await expect(sources().sync(builder, kb.id, source.id)).rejects.toMatchObject({
      code: 'KNOWLEDGE_SOURCE_NOT_FOUND',
    });
  });

  it('A1: takes no credential of another company', async () => {
    const kb = await base();
    const foreign = newId('credential');
    company.credentials.set(foreign, {
      id: foreign,
      companyId: newId('company'),
      kind: 'bearer',
      sealed: 'x',
      allowedHosts: ['a.example'],
      updatedAt: 1,
    });
    const config = { kind: 'page', url: 'https://a.example/', credential: foreign };
    await expect(add(kb, config)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
  });
});
