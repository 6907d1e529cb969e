import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { column, createTable, openDatabase } from './index.js';
import type { Database } from './index.js';

const dataDir = mkdtempSync(join(tmpdir(), 'aaas-sqlite-'));
let db: Database;
const open = () =>
  openDatabase({
    service: 'faults',
    dataDir,
    logger: pino({ level: 'silent' }),
    migrations: [{ name: '1', change: createTable('things', { columns: { id: column.id(), body: column.text() } }) }],
  });

beforeAll(async () => {
  db = await open();
});
afterAll(async () => {
  await db.close();
  rmSync(dataDir, { recursive: true });
});
beforeEach(() => db.run('DELETE FROM things'));

/** A foreign process, such as a backup, that holds the file's write lock. */
async function foreignWriter() {
  const script = `const L = require('libsql'); const d = new L(${JSON.stringify(join(dataDir, 'faults.sqlite'))});
    d.exec("BEGIN IMMEDIATE; INSERT INTO things VALUES ('foreign', '')"); console.log('held');
    process.stdin.once('data', () => { d.exec('COMMIT'); process.exit(); });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return { commit: () => child.stdin.write('go'), gone: once(child, 'exit') };
}

it('waits for a foreign writer without stopping the event loop', async () => {
  const foreign = await foreignWriter();
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 5);
  const write = db.transaction((tx) => tx.run("INSERT INTO things VALUES ('own', '')"));
  while (ticks < 10) await new Promise((resolve) => setTimeout(resolve, 5));
  foreign.commit();
  await write;
  clearInterval(ticking);
  await foreign.gone;
  expect(await db.query('SELECT id FROM things ORDER BY id')).toEqual([{ id: 'foreign' }, { id: 'own' }]);
});

it('F17: says 503 while the disk is full, loses nothing that was committed, and recovers', async () => {
  await db.run("INSERT INTO things VALUES ('before', '')");
  const [{ page_count: pages } = { page_count: 0 }] = await db.query<{ page_count: number }>('PRAGMA page_count');
  await db.query(`PRAGMA max_page_count = ${pages + 2}`);
  const large = 'x'.repeat(200_000);
  await expect(db.run("INSERT INTO things VALUES ('large', ?)", [large])).rejects.toMatchObject({
    code: 'DATABASE_BUSY',
  });
  const both = db.transaction(async (tx) => {
    await tx.run("INSERT INTO things VALUES ('small', '')");
    await tx.run("INSERT INTO things VALUES ('large', ?)", [large]);
  });
  await expect(both).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
  expect(await db.query('SELECT id FROM things')).toEqual([{ id: 'before' }]);
  await db.query('PRAGMA max_page_count = 1073741823');
  await db.run("INSERT INTO things VALUES ('large', ?)", [large]);
});

it('turns away who comes after the end', async () => {
  const other = await openDatabase({ service: 'other', dataDir, logger: pino({ level: 'silent' }) });
  await other.close();
  await other.close();
  await expect(other.query('SELECT 1')).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  await expect(other.transaction(async () => 1)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
});
