import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { startMariaDb } from '#libs/testing';
import type { MariaDbServer } from '#libs/testing';
import {
  addColumn,
  addIndex,
  changeRows,
  column,
  createTable,
  dropColumn,
  dropIndex,
  dropTable,
  lockDataFolder,
  openDatabase,
} from './index.js';
import type { Database, Migration } from './index.js';

const logger = pino({ level: 'silent' });
const temporary = () => mkdtempSync(join(tmpdir(), 'aaas-migrate-'));

const people: Migration[] = [
  {
    name: '1-people',
    change: createTable('people', { columns: { id: column.id(), eMail: column.text(200) }, unique: [['eMail']] }),
  },
  { name: '2-age', change: addColumn('people', 'ageYears', column.int().default(18)) },
  { name: '3-age-index', change: addIndex('people', ['ageYears']) },
  {
    name: '4-fill',
    change: changeRows(
      'fill',
      async (on) => void (await on.run(`${on.sql.insertIgnore} INTO people (id, e_mail) VALUES ('a', 'it''s')`)),
    ),
  },
];
const contraction: Migration[] = [
  { name: '5-no-index', change: dropIndex('people', ['ageYears']) },
  { name: '6-no-age', change: dropColumn('people', 'ageYears') },
  { name: '7-nobody', change: dropTable('people') },
];

let server: MariaDbServer;
beforeAll(async () => {
  server = await startMariaDb();
}, 120_000);
afterAll(() => server.stop());

describe.each(['sqlite', 'mysql'] as const)('migrations on %s', (dialect) => {
  let dataDir: string;
  let db: Database | undefined;
  let schema = 0;
  const open = async (migrations: Migration[]) => {
    await db?.close();
    db = undefined;
    db = await openDatabase({
      service: `m${schema}`,
      url: dialect === 'mysql' ? server.url : undefined,
      dataDir,
      migrations,
      logger,
    });
    return db;
  };
  const names = async (on: Database) =>
    (await on.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name')).map(({ name }) => name);

  beforeEach(() => {
    dataDir = temporary();
    schema += 1;
  });
  afterEach(async () => {
    await db?.close();
    db = undefined;
    rmSync(dataDir, { recursive: true });
  });

  it('run once, in order, and again only the new ones', async () => {
    await open(people.slice(0, 2));
    const on = await open(people);
    expect(await names(on)).toEqual(['1-people', '2-age', '3-age-index', '4-fill']);
    expect(await on.query('SELECT id, e_mail, age_years FROM people')).toEqual([
      { id: 'a', e_mail: "it's", age_years: 18 },
    ]);
    await on.run("DELETE FROM people WHERE id = 'a'");
    expect(await (await open(people)).query('SELECT id FROM people')).toEqual([]);
    await open([...people, ...contraction]);
    await expect(db!.query('SELECT * FROM people')).rejects.toThrow();
  });

  // What a process leaves that died after a change and before its record.
  it.each(people.concat(contraction).map(({ name }, index) => [name, index] as const))(
    'F18: complete after dying within %s',
    async (name, index) => {
      const all = people.concat(contraction);
      const on = await open(all.slice(0, index + 1));
      await on.run('DELETE FROM schema_migrations WHERE name = ?', [name]);
      expect(await names(await open(all))).toHaveLength(all.length);
    },
  );

  it('F18: stop at the one that fails, name it, and complete after it is mended', async () => {
    const broken: Migration = {
      name: '2-broken',
      change: changeRows('x', async (on) => void (await on.run('INSERT INTO nowhere VALUES (1)'))),
    };
    await expect(open([people[0]!, broken, people[1]!])).rejects.toThrow(
      /^Migration 2-broken of m\d+ failed: .*nowhere/,
    );
    expect(await names(await open([people[0]!]))).toEqual(['1-people']);
    await open(people);
  });

  it('refuse two of one name', async () => {
    await expect(open([people[0]!, people[0]!])).rejects.toThrow('Two migrations are called 1-people');
  });
});

describe('the data folder', () => {
  const holder = (folder: string) =>
    `const L = require('libsql'); const d = new L(${JSON.stringify(join(folder, 'lock'))}); d.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000)`;

  it('is refused while another process holds it, and taken at once when that one is killed', async () => {
    const folder = temporary();
    lockDataFolder(folder)();
    const child = spawn(process.execPath, ['-e', holder(folder)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(() => lockDataFolder(folder)).toThrow(
      /in use by another running platform \(process \d+, since .*AAAS_DATA_DIR/,
    );
    await expect(openDatabase({ service: 'x', dataDir: folder, logger })).rejects.toThrow(/in use/);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockDataFolder(folder)();
    rmSync(folder, { recursive: true });
  });

  it('is shared by the databases of one process until the last is closed', async () => {
    const dataDir = temporary();
    const databases = await Promise.all(['a', 'b'].map((service) => openDatabase({ service, dataDir, logger })));
    await expect(openDatabase({ service: 'a', dataDir, logger })).rejects.toThrow(/open already/);
    const tryFromOutside = async () => {
      const child = spawn(process.execPath, ['-e', holder(dataDir)], { stdio: ['ignore', 'pipe', 'ignore'] });
      const held = await Promise.race([
        once(child.stdout, 'data').then(() => true),
        once(child, 'exit').then(() => false),
      ]);
      child.kill('SIGKILL');
      return held;
    };
    await databases[0]!.close();
    expect(await tryFromOutside()).toBe(false);
    await databases[1]!.close();
    expect(await tryFromOutside()).toBe(true);
    await expect(databases[0]!.query('SELECT 1')).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    rmSync(dataDir, { recursive: true });
  });
});

/** As docs/backup.md says it. */
describe('F18: a restored backup', () => {
  const rows = (db: Database) => db.query('SELECT * FROM people ORDER BY id');
  const fill = (db: Database) =>
    db.transaction(async (tx) => {
      for (let i = 0; i < 500; i++)
        await tx.run('INSERT INTO people (id, e_mail, age_years) VALUES (?, ?, ?)', [`p${i}`, `é"\\\n${i}@x`, i]);
    });
  const open = (service: string, dataDir: string, url?: string) =>
    openDatabase({ service, dataDir, url, migrations: people, logger });

  it('equals what was saved, by mysqldump', async () => {
    const first = await open('backup', tmpdir(), `${server.url}/backup`);
    await fill(first);
    const saved = await rows(first);
    const { hostname, port } = new URL(server.url);
    const address = ['--host', hostname, '--port', port, '--user', 'root'];
    const shell = (line: string) => promisify(execFile)('/bin/sh', ['-c', line]);
    const folder = temporary();
    await shell(`mysqldump ${address.join(' ')} --single-transaction --hex-blob backup > ${folder}/backup.sql`);
    await first.run('DELETE FROM people WHERE age_years > 3');
    await first.close();
    const second = await open('restored', tmpdir(), `${server.url}/restored`);
    await second.run('DROP TABLE people');
    await second.close();
    await shell(`mysql ${address.join(' ')} restored < ${folder}/backup.sql`);
    const restored = await open('restored', tmpdir(), `${server.url}/restored`);
    expect(await rows(restored)).toEqual(saved);
    await restored.close();
    rmSync(folder, { recursive: true });
  });

  it('equals what was saved, by a copy of the folder of a stopped platform', async () => {
    const [folder, copy] = [temporary(), temporary()];
    const first = await open('company', folder);
    await fill(first);
    const saved = await rows(first);
    await first.close();
    cpSync(folder, copy, { recursive: true });
    const again = await open('company', folder);
    await again.run('DELETE FROM people');
    await again.close();
    const restored = await open('company', copy);
    expect(await rows(restored)).toEqual(saved);
    await restored.close();
    for (const each of [folder, copy]) rmSync(each, { recursive: true });
  });
});
