import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { services } from '#libs/contracts';
import { createServiceSchemas, dropServiceSchemas } from './mysql-schemas.js';
import { type MariaDbServer, startMariaDb } from './servers/mariadb.js';
import { serverFolder } from './servers/server-process.js';

/** Runs mysql/init.sh as the container does, with a client that prints what it is given. */
function printedByInit(password: string): string {
  const folder = serverFolder('init');
  writeFileSync(join(folder, 'mysql'), '#!/bin/sh\ncat\n');
  chmodSync(join(folder, 'mysql'), 0o755);
  const passwords = services.map((service) => [`AAAS_${service.toUpperCase()}_DB_PASSWORD`, password]);
  const env = {
    PATH: `${folder}:${process.env['PATH']}`,
    MYSQL_ROOT_PASSWORD: 'root',
    AAAS_SERVICE_SQL: 'mysql/service.sql',
    ...Object.fromEntries(passwords),
  };
  return execFileSync(join('mysql', 'init.sh'), { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe("the services' schemas and users", () => {
  let server: MariaDbServer;
  beforeAll(async () => {
    server = await startMariaDb();
  });
  afterAll(() => server.stop());

  it('let each service change its own tables and see no other', async () => {
    const urls = await createServiceSchemas(server.url);
    const company = await createConnection(urls.company);
    await company.query('CREATE TABLE t (id INT PRIMARY KEY) ENGINE=InnoDB');
    await company.query('ALTER TABLE t ADD COLUMN n INT, ADD INDEX by_n (n)');
    await company.query('INSERT INTO t VALUES (1, 2)');
    const auth = await createConnection(urls.auth);
    await expect(auth.query('SELECT * FROM aaas_company.t')).rejects.toThrow(/denied/);
    await expect(auth.query('CREATE DATABASE aaas_other')).rejects.toThrow(/denied/);
    // `_` in a grant stands for any letter: aaasXauth must not be open to aaas_auth.
    await expect(auth.query('CREATE TABLE aaasXauth.t (id INT)')).rejects.toThrow(/denied/);
    await company.query('DROP TABLE t');
    await Promise.all([company.end(), auth.end()]);
  });

  it('are the same when the container makes them, again and with a new password too', async () => {
    const admin = await createConnection({ uri: server.url, multipleStatements: true });
    await admin.query(printedByInit('first-1'));
    await admin.query(printedByInit('second_2'));
    await admin.end();
    for (const service of services) {
      const address = `127.0.0.1:${server.port}/aaas_${service}`;
      await (await createConnection(`mysql://aaas_${service}:second_2@${address}`)).end();
      await expect(createConnection(`mysql://aaas_${service}:first-1@${address}`)).rejects.toThrow(/denied/);
    }
  });

  it('take another prefix on a server that others use, and go without a trace', async () => {
    const urls = await createServiceSchemas(server.url, { prefix: 't1' });
    expect(new URL(urls.ai).pathname).toBe('/t1_ai');
    await (await createConnection(urls.ai)).end();
    await dropServiceSchemas(server.url, 't1');
    await expect(createConnection(urls.ai)).rejects.toThrow(/denied/);
  });

  it('refuse a password that could leave its quotes', () => {
    expect(() => printedByInit("x' OR '1")).toThrow(/letters, digits/);
  });
});
