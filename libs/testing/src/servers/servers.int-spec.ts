import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import {
  checkNginxConfig,
  findChromium,
  freshMysqlSchema,
  freshRedis,
  startMariaDb,
  startNginx,
  startRedis,
} from '../index.js';

const nginxSaying = (text: string) => (place: { port: number; folder: string }) => `
pid ${place.folder}/nginx.pid; error_log stderr; events {}
http { access_log off; client_body_temp_path ${place.folder}/body; proxy_temp_path ${place.folder}/proxy; fastcgi_temp_path ${place.folder}/f; uwsgi_temp_path ${place.folder}/u; scgi_temp_path ${place.folder}/s;
  server { listen 127.0.0.1:${place.port}; location / { return 200 "${text}"; } } }`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie waits for its parent only.
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
};

async function until(condition: () => boolean, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('the condition never came true');
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('a private MariaDB', () => {
  it('keeps what was committed over a kill, on the same port, and leaves nothing when stopped', async () => {
    const server = await startMariaDb();
    const first = await createConnection(server.url);
    first.on('error', () => undefined);
    await first.query('CREATE DATABASE kept');
    await first.query('CREATE TABLE kept.t (n INT) ENGINE=InnoDB');
    await first.query('INSERT INTO kept.t VALUES (41)');
    const [durability] = await first.query<RowDataPacket[]>('SELECT @@innodb_flush_log_at_trx_commit AS value');
    expect(durability[0]?.['value']).toBe(1);

    await server.kill();
    await expect(createConnection(server.url)).rejects.toThrow();
    await server.restart();

    const second = await createConnection(server.url);
    const [rows] = await second.query<RowDataPacket[]>('SELECT n FROM kept.t');
    expect(rows).toEqual([{ n: 41 }]);
    await second.end();
    const pid = server.pid!;
    await server.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(server.folder)).toBe(false);
  });
});

describe('a private Redis', () => {
  it('comes back empty, or with its keys when append-only', async () => {
    for (const appendOnly of [false, true]) {
      const server = await startRedis({ appendOnly, args: appendOnly ? ['--appendfsync', 'always'] : [] });
      const redis = new Redis(server.url);
      redis.on('error', () => undefined);
      await redis.set('kept', 'yes');
      await server.restart();
      expect(await redis.get('kept')).toBe(appendOnly ? 'yes' : null);
      redis.disconnect();
      await server.stop();
      expect(existsSync(server.folder)).toBe(false);
    }
  });

  it('answers nothing while frozen', async () => {
    const server = await startRedis();
    const redis = new Redis(server.url, { commandTimeout: 300 });
    redis.on('error', () => undefined);
    await redis.ping();
    server.freeze();
    await expect(redis.ping()).rejects.toThrow('timed out');
    server.thaw();
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await server.stop();
  });
});

describe('a private Nginx', () => {
  it('serves its configuration and dies with its workers', async () => {
    const server = await startNginx(nginxSaying('hello'));
    expect(await (await fetch(server.url)).text()).toBe('hello');
    const pid = server.pid!;
    await server.kill();
    await expect(fetch(server.url)).rejects.toThrow();
    await server.restart();
    expect(await (await fetch(server.url)).text()).toBe('hello');
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('names what is wrong in a configuration', async () => {
    await checkNginxConfig(nginxSaying('fine'));
    await expect(checkNginxConfig(() => 'events {} http { nonsense on; }')).rejects.toThrow(
      'unknown directive "nonsense"',
    );
  });
});

describe("the run's shared servers", () => {
  it('give each test file a schema of its own', async () => {
    const [one, two] = [await freshMysqlSchema(), await freshMysqlSchema()];
    const connection = await createConnection(one.url);
    await connection.query('CREATE TABLE t (n INT)');
    await connection.query(`USE ${two.name}`);
    expect((await connection.query<RowDataPacket[]>('SHOW TABLES'))[0]).toEqual([]);
    await one.drop();
    await expect(connection.query(`USE ${one.name}`)).rejects.toThrow('Unknown database');
    await connection.end();
    await two.drop();
  });

  it('give each test file a Redis database of its own', async () => {
    const [one, two] = [await freshRedis(), await freshRedis()];
    const [first, second] = [new Redis(one.url), new Redis(two.url)];
    await first.set('k', 'v');
    expect(await second.get('k')).toBeNull();
    await one.drop();
    expect(await first.get('k')).toBeNull();
    first.disconnect();
    second.disconnect();
    await two.drop();
  });
});

describe('whatever ends the process that started servers', () => {
  it.each(['SIGKILL', 'SIGINT'] as const)('%s: no process and no file stays', async (signal) => {
    const script = `
      const { startRedis } = await import('./libs/testing/src/servers/redis.ts');
      const { startNginx } = await import('./libs/testing/src/servers/nginx.ts');
      const redis = await startRedis();
      const nginx = await startNginx(({ port, folder }) => 'pid ' + folder + '/n.pid; events {} http { access_log off; server { listen 127.0.0.1:' + port + '; } }');
      console.log(JSON.stringify({ pids: [redis.pid, nginx.pid], folder: redis.folder }));
      setInterval(() => {}, 1000);`;
    const root = resolve(process.cwd());
    const child = spawn(process.execPath, ['--import', './scripts/ts.mjs', '--input-type=module', '-e', script], {
      cwd: root,
    });
    let [said, complaint] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    await until(() => said.includes('\n') || child.exitCode !== null, 20_000);
    if (!said) throw new Error(complaint);
    const { pids, folder } = JSON.parse(said) as { pids: number[]; folder: string };
    const parent = dirname(folder);
    expect(readdirSync(parent)).toHaveLength(2);
    expect(existsSync(join(folder, 'pid'))).toBe(true);
    child.kill(signal);
    await until(() => pids.every((pid) => !isAlive(pid)) && !existsSync(parent));
  });
});

describe('Chromium', () => {
  it('is found', () => {
    expect(execFileSync(findChromium(), ['--version'], { encoding: 'utf8' })).toMatch(/Chrom/);
  });
});
