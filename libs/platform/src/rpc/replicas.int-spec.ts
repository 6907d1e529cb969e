import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { silentLogger } from '#libs/platform/logging';
import { RedisConnections } from '#libs/platform/redis';
import { startRedis, type RedisServer } from '#libs/testing';
import { RpcClient } from './client.js';
import { replicaIdentities, work } from './conformance/replica-contract.js';
import { RedisWire } from './redis-wire.js';

const root = join(__dirname, '../../../..');
const slots = 8;

/** A replica in a process of its own, and the keys of the requests that it began. */
class Replica {
  readonly began: string[] = [];
  readonly child: ChildProcess;
  readonly ready: Promise<void>;

  constructor(url: string) {
    const file = join(__dirname, 'conformance/replica-process.ts');
    this.child = spawn(process.execPath, ['--import', './scripts/ts.mjs', file, url, String(slots)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: this.child.stdout! });
    this.ready = new Promise((resolve, reject) => {
      this.child.once('exit', () => reject(new Error('a replica ended')));
      lines.on('line', (line) => (line === 'ready' ? resolve() : this.began.push(line)));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async kill(): Promise<void> {
    const gone =
      this.child.exitCode !== null || this.child.signalCode !== null
        ? undefined
        : new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGKILL');
    await gone;
  }
}

interface Outcome {
  key: string;
  pid?: number;
  code?: string;
  ms: number;
  /** When it ended, by `performance.now()`. */
  at: number;
}

const until = async (check: () => boolean, ms: number) => {
  for (const end = Date.now() + ms; !check(); await new Promise((next) => setTimeout(next, 10)))
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${check}`);
};

describe('three replicas in processes of their own', () => {
  let server: RedisServer;
  let redis: RedisConnections;
  let client: RpcClient;
  let replicas: Replica[];

  beforeEach(async () => {
    server = await startRedis();
    replicas = Array.from({ length: 3 }, () => new Replica(server.url));
    redis = await RedisConnections.open(server.url, silentLogger());
    client = new RpcClient(await RedisWire.open(redis), {
      service: 'company',
      signature: replicaIdentities.as('company'),
    });
    await Promise.all(replicas.map(({ ready }) => ready));
  }, 120_000);

  afterEach(async () => {
    expect(client.inFlight).toBe(0);
    await client.close();
    await Promise.all(replicas.map((replica) => replica.kill()));
    await redis.close();
    await server.stop();
  });

  const call = async (key: string, ms: number, timeoutMs: number): Promise<Outcome> => {
    const started = performance.now();
    const end = () => ({ key, ms: performance.now() - started, at: performance.now() });
    return client.call(work, { key, ms }, { timeoutMs }).then(
      ({ pid }) => ({ ...end(), pid }),
      (error: { code?: string }) => ({ ...end(), code: error.code ?? String(error) }),
    );
  };

  /** `count` calls, `width` of them at a time. */
  const load = async (count: number, width: number, ms: number, timeoutMs: number): Promise<Outcome[]> => {
    let next = 0;
    const outcomes: Outcome[] = [];
    const lane = async () => {
      while (next < count) outcomes.push(await call(`k${next++}`, ms, timeoutMs));
    };
    await Promise.all(Array.from({ length: width }, lane));
    return outcomes;
  };

  /** Calls at a steady pace until `stop`. */
  const steady = (timeoutMs: number) => {
    const calls: Promise<Outcome>[] = [];
    const timer = setInterval(() => calls.push(call(`s${calls.length}`, 1, timeoutMs)), 10);
    return {
      stop: async () => {
        clearInterval(timer);
        return Promise.all(calls);
      },
    };
  };

  const beganAt = (key: string): number[] =>
    replicas.flatMap(({ began, pid }) => began.filter((other) => other === key).map(() => pid));

  it('handle each request once, in the process that answers it', async () => {
    const outcomes = await load(3000, 60, 2, 5000);
    expect(outcomes.filter(({ code }) => code !== undefined)).toEqual([]);
    await until(() => replicas.reduce((sum, { began }) => sum + began.length, 0) >= 3000, 5000);
    for (const { key, pid } of outcomes) expect([key, ...beganAt(key)]).toEqual([key, pid]);
    for (const { began } of replicas) expect(began.length).toBeGreaterThan(300);
  }, 120_000);

  it('lose only the calls of the one that is killed, within their deadline', async () => {
    const timeoutMs = 2000;
    const loaded = load(1500, 40, 10, timeoutMs);
    const victim = replicas[1] as Replica;
    await until(() => victim.began.length > 100, 10_000);
    await victim.kill();
    const outcomes = await loaded;
    const failed = outcomes.filter(({ code }) => code !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThanOrEqual(slots);
    for (const { code, ms, key } of failed) {
      expect(code).toBe('DEADLINE_EXCEEDED');
      expect(ms).toBeLessThan(timeoutMs + 10_000);
      expect(beganAt(key).filter((pid) => pid !== victim.pid)).toEqual([]);
    }
    for (const { key, pid } of outcomes.filter(({ code }) => code === undefined))
      expect([key, ...beganAt(key)]).toEqual([key, pid]);
  }, 120_000);

  it.each([
    ['is restarted empty', async () => server.kill(), async () => server.start()],
    ['is half-open', async () => server.freeze(), async () => server.thaw()],
  ])(
    'fail calls in their deadline while Redis %s, and take up work within 10 s',
    async (_how, away, back) => {
      const timeoutMs = 1000;
      const traffic = steady(timeoutMs);
      await until(() => replicas.some(({ began }) => began.length > 30), 10_000);
      await away();
      await new Promise((next) => setTimeout(next, 5000));
      await back();
      const returned = performance.now();
      await until(() => performance.now() > returned + 11_000, 12_000);
      const outcomes = await traffic.stop();
      for (const { ms } of outcomes) expect(ms).toBeLessThan(timeoutMs + 10_000);
      for (const { key } of outcomes) expect(beganAt(key).length).toBeLessThanOrEqual(1);
      expect(outcomes.filter(({ code, at }) => code !== undefined && at < returned).length).toBeGreaterThan(100);
      const late = outcomes.filter(({ at, ms }) => at - ms > returned + 10_000);
      expect(late.length).toBeGreaterThan(10);
      expect(late.filter(({ code }) => code !== undefined)).toEqual([]);
    },
    90_000,
  );
});
