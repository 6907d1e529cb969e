/** One suite for both adapters, on real servers: libsql files and MariaDB. Long, because each promise of the database is one case of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startMariaDb } from '#libs/testing';
import type { MariaDbServer } from '#libs/testing';
import {
  assertNoTransaction,
  column,
  createTable,
  defineEntity,
  isDuplicateKey,
  openDatabase,
  TenantRepository,
} from './index.js';
import type { Database, Migration, Tx } from './index.js';

const logger = pino({ level: 'silent' });
const company = 'co_1';

const noteColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(200),
  label: column.key().nullable(),
  body: column.json<unknown>(),
  extra: column.json<unknown>().nullable(),
  at: column.millis(),
  price: column.money(),
  done: column.bool().default(false),
  rank: column.int().default(0),
};
const notes = defineEntity('notes', noteColumns);
const migrations: Migration[] = [
  {
    name: '0001-notes',
    change: createTable('notes', {
      columns: noteColumns,
      unique: [['companyId', 'label']],
      indexes: [['companyId', 'at']],
    }),
  },
  {
    name: '0002-counters',
    change: createTable('counters', { columns: { id: column.id(), value: column.int().default(0) } }),
  },
  { name: '0003-lines', change: createTable('lines', { columns: { position: column.serial(), text: column.text() } }) },
];

const note = (id: string, over: Record<string, unknown> = {}) => ({
  id,
  name: id,
  label: null,
  body: null,
  extra: null,
  at: 1,
  price: 1,
  done: false,
  rank: 0,
  ...over,
});

function deferred<T = void>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

let server: MariaDbServer;
beforeAll(async () => {
  server = await startMariaDb();
}, 120_000);
afterAll(() => server.stop());

describe.each(['sqlite', 'mysql'] as const)('the database on %s', (dialect) => {
  let db: Database;
  let repository: TenantRepository<import('./index.js').RowOf<typeof noteColumns>>;
  const dataDir = mkdtempSync(join(tmpdir(), 'aaas-db-'));
  const open = () =>
    openDatabase({
      service: 'notes',
      url: dialect === 'mysql' ? server.url : undefined,
      dataDir,
      entities: [notes],
      migrations,
      logger,
    });

  beforeAll(async () => {
    db = await open();
    repository = new TenantRepository(db, notes);
  });
  afterAll(async () => {
    await db.close();
    rmSync(dataDir, { recursive: true });
  });
  beforeEach(async () => {
    for (const table of ['notes', 'counters', 'lines']) await db.run(`DELETE FROM \`${table}\``);
  });

  const counter = (id: string) => db.run('INSERT INTO counters (id, value) VALUES (?, 0)', [id]);
  const value = async (id: string) =>
    (await db.query<{ value: number }>('SELECT value FROM counters WHERE id = ?', [id]))[0]?.value;

  describe('statements', () => {
    it('counts matched rows, also when nothing changed in them', async () => {
      await counter('a');
      expect(await db.run('UPDATE counters SET value = 0 WHERE id = ?', ['a'])).toEqual({ changes: 1 });
      expect(await db.run('UPDATE counters SET value = 0 WHERE id = ?', ['b'])).toEqual({ changes: 0 });
    });

    it('tells a taken key from other errors', async () => {
      await counter('a');
      const error: unknown = await counter('a').catch((caught: unknown) => caught);
      expect(isDuplicateKey(error)).toBe(true);
      expect(isDuplicateKey(await db.run('INSERT INTO nothing VALUES (1)').catch((caught: unknown) => caught))).toBe(
        false,
      );
    });

    it('leaves existing rows alone with insertIgnore, and overwrites them with upsert', async () => {
      await counter('a');
      const insert = `${db.sql.insertIgnore} INTO counters (id, value) VALUES (?, ?), (?, ?)`;
      expect(await db.run(insert, ['a', 5, 'b', 6])).toEqual({ changes: 1 });
      await db.run(`INSERT INTO counters (id, value) VALUES (?, ?)${db.sql.upsert(['id'], ['value'])}`, ['a', 9]);
      expect([await value('a'), await value('b')]).toEqual([9, 6]);
      const add = `INSERT INTO counters (id, value) VALUES (?, ?), (?, ?)${db.sql.accumulate('counters', ['id'], ['value'])}`;
      await db.run(add, ['a', 2, 'c', 3]);
      expect([await value('a'), await value('c')]).toEqual([11, 3]);
    });

    it.each([[undefined], [{ id: 1 }], [['a', 'b']], [new Date()], [Number.NaN]])(
      'refuses %p as a value',
      async (bad) => {
        await expect(db.query('SELECT 1 WHERE 1 = ?', [bad as never])).rejects.toThrow(
          /Parameter 1 of an SQL statement/,
        );
        await expect(db.transaction((tx) => tx.query('SELECT 1 WHERE 1 = ?', [bad as never]))).rejects.toThrow(
          /Parameter 1/,
        );
        await expect(db.manager.query('SELECT 1 WHERE 1 = ?', [bad as never])).rejects.toThrow(/Parameter 1/);
      },
    );

    it('binds a boolean as 0 or 1', async () => {
      expect(await db.query('SELECT 5 AS five WHERE 1 = ?', [true])).toEqual([{ five: 5 }]);
    });

    it('tells the time of the database', async () => {
      expect(Math.abs((await db.now()) - Date.now())).toBeLessThan(2_000);
      const [row] = await db.query<{ now: number }>(`SELECT ${db.sql.now} AS now`);
      expect(Math.abs(Number(row?.now) - Date.now())).toBeLessThan(2_000);
    });

    it('numbers rows of a serial column upwards', async () => {
      await db.run('INSERT INTO `lines` (text) VALUES (?), (?)', ['a', 'b']);
      const rows = await db.query<{ position: number; text: string }>(
        'SELECT position, text FROM `lines` ORDER BY position',
      );
      expect(rows.map(({ text }) => text)).toEqual(['a', 'b']);
      expect(rows[1]!.position).toBeGreaterThan(rows[0]!.position);
    });
  });

  describe('columns', () => {
    it('give back what was put in', async () => {
      const body = { deep: [1, 'two', null, { ü: '日本' }], text: 'x'.repeat(200_000) };
      const row = note('n1', {
        body,
        at: 4_102_444_800_123,
        price: Number.MAX_SAFE_INTEGER,
        done: true,
        rank: -7,
        name: 'Grüße 🙂',
      });
      await repository.insert(company, row);
      expect(await repository.get(company, 'n1')).toEqual({ ...row, companyId: company });
      const [raw] = await db.query('SELECT at, price, done, `rank` FROM notes');
      expect(raw).toEqual({ at: 4_102_444_800_123, price: Number.MAX_SAFE_INTEGER, done: 1, rank: -7 });
    });

    it.each([[null], [0], [''], [false], ['null'], [[]]])('json keeps %p', async (body) => {
      await repository.insert(company, note('n1', { body, extra: body }));
      expect(await repository.get(company, 'n1')).toMatchObject({ body, extra: body });
    });

    it('keeps apart keys that differ in case', async () => {
      await repository.insert(company, [note('n1', { label: 'Key' }), note('N1', { label: 'key' })] as never);
      expect((await repository.findOne(company, { label: 'key' }))?.id).toBe('N1');
      expect(await repository.count(company, { name: 'N1' })).toBe(1);
    });
  });

  describe('transactions', () => {
    it('roll back beside a foreign write, which stays', async () => {
      const inside = deferred();
      const gate = deferred();
      await counter('foreign');
      const failing = db.transaction(async (tx) => {
        await tx.run('INSERT INTO counters (id, value) VALUES (?, 1)', ['mine']);
        inside.resolve();
        await gate.promise;
        throw new Error('no');
      });
      await inside.promise;
      const raw = db.run('UPDATE counters SET value = 7 WHERE id = ?', ['foreign']);
      const viaTypeOrm = repository.insert(company, note('n1'));
      const saved = db.repository(notes).save({ ...note('n2'), companyId: company } as never);
      gate.resolve();
      await expect(failing).rejects.toThrow('no');
      await Promise.all([raw, viaTypeOrm, saved]);
      expect(await value('mine')).toBeUndefined();
      expect(await value('foreign')).toBe(7);
      expect(await repository.count(company)).toBe(2);
    });

    it("does the same when the transaction is TypeORM's own", async () => {
      const inside = deferred();
      const gate = deferred();
      const failing = db.manager.transaction(async (manager) => {
        await manager.getRepository(notes).insert({ ...note('mine'), companyId: company } as never);
        inside.resolve();
        await gate.promise;
        throw new Error('no');
      });
      await inside.promise;
      const foreign = counter('foreign');
      gate.resolve();
      await expect(failing).rejects.toThrow('no');
      await foreign;
      expect([await value('foreign'), await repository.count(company)]).toEqual([0, 0]);
    });

    it('show nothing of themselves before the commit', async () => {
      const inside = deferred();
      const gate = deferred();
      const writing = db.transaction(async (tx) => {
        await tx.run('INSERT INTO counters (id, value) VALUES (?, 1)', ['a']);
        expect(await tx.query('SELECT id FROM counters')).toEqual([{ id: 'a' }]);
        inside.resolve();
        await gate.promise;
      });
      await inside.promise;
      const reading = db.query('SELECT id FROM counters');
      if (dialect === 'mysql') expect(await reading).toEqual([]);
      gate.resolve();
      await writing;
      expect(await db.query('SELECT id FROM counters')).toEqual([{ id: 'a' }]);
    });

    it('hold raw statements and TypeORM together', async () => {
      const act = (tx: Tx) =>
        Promise.all([
          tx.run('INSERT INTO counters (id, value) VALUES (?, 1)', ['a']),
          repository.in(tx).insert(company, note('n1') as never),
        ]);
      await expect(db.transaction(async (tx) => (await act(tx), Promise.reject(new Error('no'))))).rejects.toThrow(
        'no',
      );
      expect([await value('a'), await repository.count(company)]).toEqual([undefined, 0]);
      await db.transaction(act);
      expect([await value('a'), await repository.count(company)]).toEqual([1, 1]);
    });

    it('let TypeORM save inside, by savepoint', async () => {
      await db.transaction(async (tx) => {
        await tx.manager.getRepository(notes).save({ ...note('n1'), companyId: company } as never);
      });
      expect(await repository.count(company)).toBe(1);
    });

    it('carry out what was left for later in order: before the next statement, TypeORM, or the commit', async () => {
      const noted = (tx: Tx, id: string) => tx.manager.getRepository(notes).findOneByOrFail({ id });
      const rename = 'UPDATE notes SET name = ? WHERE id = ?';
      await db.transaction(async (tx) => {
        await repository.in(tx).insert(company, note('a'));
        tx.later(rename, ["it's; so", 'a']);
        tx.later('UPDATE notes SET `rank` = 3 WHERE name = ?', ["it's; so"]);
        expect(await tx.query('SELECT `rank` FROM notes')).toEqual([{ rank: 3 }]);
        tx.later(rename, ['second', 'a']);
        expect(await noted(tx, 'a')).toMatchObject({ name: 'second', rank: 3 });
        tx.later(rename, ['third', 'a']);
      });
      expect(await db.query('SELECT name FROM notes')).toEqual([{ name: 'third' }]);
    });

    it('fail by what was left for later, also when that is all they do, whoever swallows the error', async () => {
      const add = (tx: Tx, id: string) => tx.later('INSERT INTO counters (id, value) VALUES (?, 0)', [id]);
      const refusal = (work: Promise<unknown>) =>
        work.then(
          () => 'committed',
          (error: unknown) => isDuplicateKey(error),
        );
      const twice = db.transaction(async (tx) => ['a', 'a', 'b'].forEach((id) => add(tx, id)));
      expect(await refusal(twice)).toBe(true);
      const swallowed = db.transaction(async (tx) => {
        ['a', 'a'].forEach((id) => add(tx, id));
        await tx.query('SELECT 1').catch(() => undefined);
      });
      expect(await refusal(swallowed)).toBe(true);
      expect(await db.query('SELECT id FROM counters')).toEqual([]);
    });

    it('take more for later than one packet holds', async () => {
      await db.transaction(async (tx) => {
        const text = 'x'.repeat(1_000_000);
        for (let row = 0; row < 20; row++) tx.later('INSERT INTO `lines` (text) VALUES (?)', [`${row} ${text}`]);
        tx.later("DELETE FROM `lines` WHERE text NOT LIKE '7 %'");
      });
      expect(await db.query('SELECT LENGTH(text) AS n FROM `lines`')).toEqual([{ n: 1_000_002 }]);
    });

    it('refuse a statement that could be two', async () => {
      await counter('a');
      if (dialect === 'mysql')
        await expect(db.run('UPDATE counters SET value = 1; UPDATE counters SET value = 2')).rejects.toThrow(
          'semicolon',
        );
      expect(await value('a')).toBe(0);
    });

    it('refuse use after their end', async () => {
      let kept!: Tx;
      let keptManager!: Tx['manager'];
      await db.transaction(async (tx) => {
        kept = tx;
        keptManager = tx.manager;
        await tx.query('SELECT 1');
      });
      await expect(kept.query('SELECT 1')).rejects.toThrow(/over/);
      await expect(kept.run('DELETE FROM counters')).rejects.toThrow(/over/);
      expect(() => kept.manager).toThrow(/over/);
      expect(() => kept.afterCommit(() => undefined)).toThrow(/over/);
      await expect(keptManager.query('SELECT 1')).rejects.toThrow();
      await expect(keptManager.getRepository(notes).find()).rejects.toThrow();
    });

    it('refuse statements that pass the handle by, and what calls the outside', async () => {
      await expect(db.transaction(() => db.query('SELECT 1'))).rejects.toThrow(/open transaction/);
      await expect(db.transaction(() => db.transaction(async () => 1))).rejects.toThrow(/open transaction/);
      await expect(db.transaction(() => repository.count(company))).rejects.toThrow(/open transaction/);
      await expect(
        db.transaction(() => db.repository(notes).save({ ...note('n1'), companyId: company } as never)),
      ).rejects.toThrow(/open transaction/);
      await expect(db.transaction(async () => assertNoTransaction('An HTTP call'))).rejects.toThrow(
        /^An HTTP call inside an open transaction/,
      );
      expect(() => assertNoTransaction('x')).not.toThrow();
      await expect(db.query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    });

    it('are forgotten by what they started and left running', async () => {
      const ended = deferred();
      let later!: Promise<unknown>;
      await db.transaction(async () => {
        later = ended.promise.then(() => db.query('SELECT 2 AS two'));
      });
      ended.resolve();
      expect(await later).toEqual([{ two: 2 }]);
    });

    it('act after the commit, and only then', async () => {
      const acts: string[] = [];
      await expect(
        db.transaction(async (tx) => {
          tx.afterCommit(() => acts.push('never'));
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      await db.transaction(async (tx) => {
        tx.afterCommit(() => acts.push('then'));
        acts.push('first');
      });
      expect(acts).toEqual(['first', 'then']);
    });

    it('add up under concurrency', async () => {
      await counter('a');
      const add = () =>
        db.transaction(async (tx) => {
          const [row] = await tx.query<{ value: number }>(
            `SELECT value FROM counters WHERE id = ?${tx.sql.forUpdate}`,
            ['a'],
          );
          await tx.run('UPDATE counters SET value = ? WHERE id = ?', [row!.value + 1, 'a']);
        });
      await Promise.all(Array.from({ length: 40 }, add));
      expect(await value('a')).toBe(40);
    });
  });

  describe('tenants', () => {
    it.each([[''], [undefined], [null]])('refuses %p as a company in every method', async (missing) => {
      const none = missing as string;
      const calls = [
        () => repository.get(none, 'n1'),
        () => repository.findOne(none, { id: 'n1' }),
        () => repository.find(none),
        () => repository.count(none),
        () => repository.exists(none, { id: 'n1' }),
        () => repository.insert(none, note('n1')),
        () => repository.update(none, { id: 'n1' }, { name: 'x' }),
        () => repository.delete(none, { id: 'n1' }),
        () => repository.page(none, { limit: 1 }),
      ];
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'TENANT_MISSING' });
    });

    it('sees and touches no row of another company', async () => {
      await repository.insert('co_2', note('n1'));
      expect(await repository.get(company, 'n1')).toBeUndefined();
      expect(await repository.find(company)).toEqual([]);
      expect(await repository.update(company, { id: 'n1' }, { name: 'mine' })).toBe(0);
      expect(await repository.delete(company, { id: 'n1' })).toBe(0);
      expect((await repository.page(company, { limit: 5 })).items).toEqual([]);
      await expect(repository.find(company, { where: { companyId: 'co_2' } })).rejects.toMatchObject({
        code: 'TENANT_MISSING',
      });
      await expect(repository.insert(company, { ...note('n2'), companyId: 'co_2' } as never)).rejects.toMatchObject({
        code: 'TENANT_MISSING',
      });
      expect((await repository.get('co_2', 'n1'))?.name).toBe('n1');
    });

    it.each([[undefined], [null], [{ evil: 1 }], [['n1']]])(
      'throws on %p in a condition, never meaning "any row"',
      async (bad) => {
        await repository.insert(company, note('n1'));
        await expect(repository.findOne(company, { id: bad as never })).rejects.toThrow();
        await expect(repository.delete(company, { id: bad as never })).rejects.toThrow();
        await expect(repository.update(company, { id: bad as never }, { name: 'x' })).rejects.toThrow();
        await expect(db.repository(notes).findOne({ where: { id: bad as never } })).rejects.toThrow();
        expect((await repository.get(company, 'n1'))?.name).toBe('n1');
      },
    );

    it('changes and counts rows', async () => {
      await repository.insert(company, [note('n1'), note('n2')] as never);
      expect(await repository.update(company, { id: 'n1' }, { body: { a: 1 }, done: true, label: 'l' })).toBe(1);
      expect(await repository.get(company, 'n1')).toMatchObject({ body: { a: 1 }, done: true, label: 'l' });
      expect(await repository.update(company, { id: 'n1', rank: 4 }, { name: 'x' })).toBe(0);
      expect(await repository.find(company, { order: { id: 'desc' }, limit: 1 })).toMatchObject([{ id: 'n2' }]);
      expect(await repository.delete(company, { id: 'n2' })).toBe(1);
      expect(await repository.exists(company, { id: 'n2' })).toBe(false);
    });

    it('pages through all rows once, though sort values repeat and rows come in', async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `n${String(index).padStart(2, '0')}`);
      await repository.insert(
        company,
        ids.map((id, index) => note(id, { at: Math.floor(index / 4) })),
      );
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await repository.page(company, { limit: 4, cursor, order: ['at', 'asc'] });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
        await repository.insert(company, note(`a${seen.length}`, { at: -1 }));
      } while (cursor);
      expect(seen).toEqual(ids);
      const newest = await repository.page(company, { limit: 3, where: { at: 6 } });
      expect(newest).toEqual({ items: [expect.objectContaining({ id: 'n24' })], nextCursor: null });
    });

    it.each([
      'x',
      Buffer.from('["id desc"]').toString('base64url'),
      Buffer.from('["at asc",1,"n1"]').toString('base64url'),
      Buffer.from('["id desc",{},"n1"]').toString('base64url'),
    ])('refuses the cursor %s', async (cursor) => {
      await expect(repository.page(company, { limit: 3, cursor })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    });
  });
});
