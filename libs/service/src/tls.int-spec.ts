import { chmodSync, cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { BullWakeUps } from '#libs/durable/wake-ups-bullmq';
import { openDatabase, type Database } from '#libs/platform/database';
import { RedisConnections } from '#libs/platform/redis';
import { eventually, freePort, makeCertificates, serverFolder, startMariaDb, startRedis } from '#libs/testing';
import type { Certificates, MariaDbServer, RedisServer } from '#libs/testing';

/** Real servers with certificates of an authority that nobody else knows, and of no other name than localhost. */
const ours = makeCertificates();
const others = makeCertificates();
const elsewhere = makeCertificates('elsewhere.example');
const logger = pino({ level: 'silent' });

describe('calls to the database by TLS', () => {
  let server: MariaDbServer;
  beforeAll(async () => {
    present(ours);
    const [ca, certificate, key] = ['ca.pem', 'server.pem', 'server.key'].map((name) => join(shown, name));
    const args = [`--ssl-ca=${ca}`, `--ssl-cert=${certificate}`, `--ssl-key=${key}`];
    server = await startMariaDb({ args });
    const plain = await open();
    await plain.run('SET GLOBAL require_secure_transport = ON');
    await plain.close();
  }, 120_000);
  afterAll(() => server?.stop());

  const shown = serverFolder('shown');
  /** What the server shows from its next start, or `FLUSH SSL`, on. */
  const present = ({ caFile, certificate, key }: Certificates) => {
    for (const file of [caFile, certificate, key]) {
      cpSync(file, join(shown, basename(file)));
      chmodSync(join(shown, basename(file)), 0o644);
    }
  };
  const open = (ca?: string, host = 'localhost'): Promise<Database> =>
    openDatabase({
      ...{ service: 'tls', dataDir: serverFolder('tls'), logger, ca },
      url: `mysql://root@${host}:${server.port}`,
    });

  it('are encrypted, and the server is who it should be', async () => {
    const db = await open(ours.ca);
    const [row] = await db.query<{ Value: string }>("SHOW SESSION STATUS LIKE 'Ssl_version'");
    expect(row?.Value).toMatch(/^TLSv1\.[23]$/);
    await db.close();
  });

  it('are not made to a server that another authority vouches for, or by another name, nor in the clear', async () => {
    await expect(open(others.ca)).rejects.toThrow();
    await expect(open()).rejects.toThrow();
    await expect(open(ours.ca, '127.0.0.1')).rejects.toThrow('by the name in its certificate');
    const db = await open(ours.ca);
    present(elsewhere);
    await db.run('FLUSH SSL');
    await db.close();
    await expect(open(elsewhere.ca)).rejects.toThrow();
  });
});

describe('calls to Redis by TLS', () => {
  let server: RedisServer;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    const files = ['--tls-ca-cert-file', ours.caFile, '--tls-cert-file', ours.certificate, '--tls-key-file', ours.key];
    server = await startRedis({ args: ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files] });
  }, 120_000);
  afterAll(() => server?.stop());

  const url = (host = 'localhost') => `rediss://${host}:${port}`;

  it('are encrypted, and the server is who it should be', async () => {
    const redis = await RedisConnections.open(url(), logger, ours.ca);
    await redis.commands.set('said', 'in secret');
    const plain = new Redis(server.port, '127.0.0.1');
    expect(await plain.get('said')).toBe('in secret');
    const clients = (await plain.client('LIST')) as string;
    expect(clients).toMatch(new RegExp(`laddr=(127.0.0.1|\\[::1\\]):${port} .*name=aaas-commands`));
    await plain.quit();
    await redis.close();
  });

  it('carry wake-ups', async () => {
    const wakeUps = new BullWakeUps({ redisUrl: url(), redisCa: ours.ca, queue: 'tls' });
    const woken: string[] = [];
    let wake = 0;
    const hearing = wakeUps.onWake((run) => Promise.resolve(void woken.push(run)));
    await eventually(() => {
      wakeUps.wake('run_1', (wake += 1));
      expect(woken).toContain('run_1');
      return Promise.resolve();
    });
    await hearing.close();
    await wakeUps.close();
  });

  it('are not made to a server that another authority vouches for, or nobody known, or by another name', async () => {
    const tries: [string, string | undefined][] = [
      [url(), others.ca],
      [url(), undefined],
      [url('127.0.0.1'), ours.ca],
    ];
    const made = await Promise.allSettled(tries.map(([address, ca]) => RedisConnections.open(address, logger, ca)));
    for (const each of made) if (each.status === 'fulfilled') await each.value.close();
    expect(made.map(({ status }) => status)).toEqual(tries.map(() => 'rejected'));
  }, 120_000);
});
