import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { column, createTable, defineEntity, openDatabase, type Database } from '#libs/platform/database';
import { freshMysqlSchema, type FreshSchema } from '#libs/testing';
import { encrypt } from './aead.js';
import { MasterKeyRing, openVault, sealedColumn, vaultEntities, vaultMigrations, type VaultParts } from './index.js';
import { MasterKey } from './master-key.js';
import { associated } from './sealed-text.js';

const columns = { id: column.id(), companyId: column.id(), sealed: column.text().nullable() };
const thingEntity = defineEntity('things', columns, { audit: { none: 'for this test alone' } });
const ownerOf = ({ companyId, id }: { companyId: string; id: string }) => ({ companyId, id, purpose: 'things' });
const logger = pino({ level: 'silent' });
const bytes = (fill: number) => Buffer.alloc(32, fill);

describe.each(['sqlite', 'mariadb'] as const)('the vault on %s', (backend) => {
  let schema: FreshSchema | undefined;
  let db: Database;
  const folders: string[] = [];

  beforeEach(async () => {
    schema = backend === 'mariadb' ? await freshMysqlSchema() : undefined;
    db = await open('things');
  });
  afterEach(async () => {
    await db.close();
    await schema?.drop();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  function open(service: string) {
    const dataDir = mkdtempSync(join(tmpdir(), 'aaas-vault-'));
    folders.push(dataDir);
    return openDatabase({
      service,
      url: schema?.url,
      dataDir,
      entities: [...vaultEntities, thingEntity],
      migrations: [
        ...vaultMigrations,
        { name: '0001-things', change: createTable('things', { columns, indexes: [['companyId', 'id']] }) },
      ],
      logger,
    });
  }
  const replica = (keys: () => Uint8Array[] = () => [bytes(1)]): VaultParts =>
    openVault({
      database: db,
      ring: new MasterKeyRing(keys),
      columns: [sealedColumn(thingEntity, 'sealed', ownerOf)],
      logger,
    });
  const put = async ({ vault }: VaultParts, companyId: string, id: string, secret: string) => {
    const sealed = await vault.seal(secret, ownerOf({ companyId, id }));
    await db.repository(thingEntity).insert({ id, companyId, sealed });
    return sealed;
  };
  const sealedOf = async (id: string) => (await db.repository(thingEntity).findOneBy({ id }))!.sealed!;
  const opened = async ({ vault }: VaultParts, companyId: string, id: string) =>
    vault.open(await sealedOf(id), ownerOf({ companyId, id }));
  const unreadable = { code: 'SECRET_UNREADABLE' };

  it('seals under a key of the company that rests wrapped', async () => {
    const parts = replica();
    const sealed = await put(parts, 'co_a', 'one', 'hunter2');
    expect(sealed).toMatch(/^v2\.1\./);
    expect(await parts.vault.seal('hunter2', ownerOf({ companyId: 'co_a', id: 'one' }))).not.toBe(sealed);
    await put(parts, 'co_b', 'two', 'hunter3');
    const keys = await db.query('SELECT * FROM vault_data_keys ORDER BY id');
    expect(keys).toMatchObject([
      { company_id: 'co_a', number: 1, retired_at: null },
      { company_id: 'co_b', number: 1 },
    ]);
    expect(await opened(replica(), 'co_a', 'one')).toBe('hunter2');
  });

  it('A6: a text moved to another row, company or purpose stays shut, and so does a moved or altered key', async () => {
    const parts = replica();
    const sealed = await put(parts, 'co_a', 'one', 'hunter2');
    await put(parts, 'co_b', 'two', 'hunter3');
    for (const owner of [
      { companyId: 'co_a', id: 'two', purpose: 'things' },
      { companyId: 'co_b', id: 'one', purpose: 'things' },
      { companyId: 'co_a', id: 'one', purpose: 'other' },
    ])
      await expect(parts.vault.open(sealed, owner)).rejects.toMatchObject(unreadable);
    const owner = ownerOf({ companyId: 'co_a', id: 'one' });
    for (const text of ['', 'v2.1.', 'v2.9.AAAA', `${sealed}A`, sealed.replace('v2.1.', 'v3.1.'), 'v2c.e30.AAAA'])
      await expect(parts.vault.open(text, owner)).rejects.toMatchObject(unreadable);
    const [foreign] = await db.query<{ wrapped: string }>("SELECT wrapped FROM vault_data_keys WHERE id = 'co_b.1'");
    await db.run("UPDATE vault_data_keys SET wrapped = ? WHERE id = 'co_a.1'", [foreign!.wrapped]);
    await expect(replica().vault.open(sealed, owner)).rejects.toMatchObject(unreadable);
    await expect(replica(() => [bytes(9)]).vault.open(sealed, owner)).rejects.toMatchObject(unreadable);
  });

  it('opens what was sealed before there were data keys, and seals it anew', async () => {
    const before = encrypt(
      new MasterKey(bytes(1)).derive('secret-box'),
      Buffer.from('old secret'),
      associated('v1', ownerOf({ companyId: 'co_a', id: 'old' })),
    );
    await db.repository(thingEntity).insert([
      { id: 'old', companyId: 'co_a', sealed: `v1.${before}` },
      { id: 'foreign', companyId: 'co_b', sealed: `v1.${before}` },
      { id: 'none', companyId: 'co_a', sealed: null },
    ]);
    const parts = replica();
    expect(await opened(parts, 'co_a', 'old')).toBe('old secret');
    expect((await parts.upkeep.state('co_a')).waiting).toBe(1);
    await parts.upkeep.poke();
    expect(await sealedOf('old')).toMatch(/^v2\.1\./);
    expect(await opened(parts, 'co_a', 'old')).toBe('old secret');
    // Copied here from another row: it does not open, and stays as it is.
    expect(await sealedOf('foreign')).toBe(`v1.${before}`);
  });

  it('rotates the key of a company: the next one seals, and what rests follows in batches', async () => {
    const parts = replica();
    const ids = Array.from({ length: 250 }, (_, index) => `row-${String(index).padStart(3, '0')}`);
    for (const id of ids) await put(parts, 'co_a', id, `secret of ${id}`);
    await put(parts, 'co_b', 'other', 'of another company');
    expect(await parts.dataKeys.rotate('co_a')).toBe(true);
    expect(await parts.dataKeys.rotate('co_none')).toBe(false);
    const late = await replica().vault.sealer('co_a');
    expect(late.seal('x', { id: 'y', purpose: 'things' })).toMatch(/^v2\.2\./);
    expect((await parts.upkeep.state('co_a')).waiting).toBe(250);
    await Promise.all([parts.upkeep.poke(), replica().upkeep.poke()]);
    expect(await parts.upkeep.state('co_a')).toMatchObject({ dataKey: { number: 2 }, waiting: 0 });
    for (const id of ids) {
      expect(await sealedOf(id)).toMatch(/^v2\.2\./);
      expect(await opened(parts, 'co_a', id)).toBe(`secret of ${id}`);
    }
    expect(await sealedOf('other')).toMatch(/^v2\.1\./);
  });

  it('leaves alone what somebody changes while it is sealed anew', async () => {
    const parts = replica();
    await put(parts, 'co_a', 'one', 'first');
    await parts.dataKeys.rotate('co_a');
    const reseal = parts.vault.reseal.bind(parts.vault);
    parts.vault.reseal = async (text, owner) => {
      const next = await reseal(text, owner);
      await db.run('UPDATE things SET sealed = ? WHERE id = ?', [await replica().vault.seal('changed', owner), 'one']);
      return next;
    };
    await parts.upkeep.poke();
    expect(await opened(parts, 'co_a', 'one')).toBe('changed');
  });

  it('wraps its keys anew when the operator puts another master key first, and then needs the old one no more', async () => {
    let keys = [bytes(1)];
    const parts = replica(() => keys);
    await put(parts, 'co_a', 'one', 'hunter2');
    const kept = await parts.vault.keptKey('audit');
    expect(kept).toEqual(new MasterKey(bytes(1)).derive('audit'));
    keys = [bytes(2), bytes(1)];
    const peer = replica(() => keys);
    // A replica that has read its keys before opens what another wrapped with the new one.
    await put(peer, 'co_b', 'two', 'by the new one');
    expect(await opened(parts, 'co_b', 'two')).toBe('by the new one');
    expect((await parts.upkeep.state('co_a')).masterKeyIsCurrent).toBe(false);
    await parts.upkeep.poke();
    expect((await parts.upkeep.state('co_a')).masterKeyIsCurrent).toBe(true);
    const later = replica(() => [bytes(2)]);
    expect(await opened(later, 'co_a', 'one')).toBe('hunter2');
    expect(await later.vault.keptKey('audit')).toEqual(kept);
    await expect(
      opened(
        replica(() => [bytes(1)]),
        'co_a',
        'one',
      ),
    ).rejects.toMatchObject(unreadable);
  });

  it('makes one first key, however many ask at once', async () => {
    const replicas = Array.from({ length: 6 }, () => replica());
    const owner = ownerOf({ companyId: 'co_a', id: 'one' });
    const texts = await Promise.all(replicas.map(({ vault }) => vault.seal('x', owner)));
    for (const text of texts) expect(await replica().vault.open(text, owner)).toBe('x');
    expect(await db.query('SELECT id FROM vault_data_keys')).toHaveLength(1);
    const keptKeys = await Promise.all(replicas.map(({ vault }) => vault.keptKey('callbacks')));
    expect(new Set(keptKeys.map((key) => key.toString('hex'))).size).toBe(1);
  });

  it('lets a secret travel to a service with another database, under the same owner alone', async () => {
    const here = replica();
    const owner = ownerOf({ companyId: 'co_a', id: 'one' });
    const travelling = await here.vault.carry(await put(here, 'co_a', 'one', 'hunter2'), owner);
    const brief = await here.vault.sealForTravel('a link', owner);
    const before = db;
    schema = backend === 'mariadb' ? schema : undefined;
    db = await open('others');
    const there = replica();
    expect(await there.vault.open(travelling, owner)).toBe('hunter2');
    expect(await there.vault.open(brief, owner)).toBe('a link');
    await expect(there.vault.open(travelling, { ...owner, companyId: 'co_b' })).rejects.toMatchObject(unreadable);
    await expect(replica(() => [bytes(3)]).vault.open(brief, owner)).rejects.toMatchObject(unreadable);
    await before.close();
  });

  it('seals inside a transaction with a key that was fetched before', async () => {
    const { vault } = replica();
    const sealer = await vault.sealer('co_a');
    await db.transaction(async (tx) => {
      const sealed = sealer.seal('hunter2', { id: 'one', purpose: 'things' });
      await tx.manager.getRepository(thingEntity).insert({ id: 'one', companyId: 'co_a', sealed });
      expect(await vault.sealForTravel('x', ownerOf({ companyId: 'co_a', id: 'one' }))).toMatch(/^v2c\./);
    });
    expect(await opened(replica(), 'co_a', 'one')).toBe('hunter2');
  });
});
