import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import {
  aiClassify,
  listAgents,
  listNotifications,
  listWorkflows,
  me,
  services,
  startRun,
  testTool,
} from '#libs/contracts';
import { ApiProblem, type ApiClient } from '#libs/client';
import {
  launchDistributed,
  over,
  Tenant,
  workerServices,
  type DistributedPlatform,
  type ServiceProcess,
} from '#libs/testing';

const waiting = {
  schemaVersion: 1 as const,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'pause', kind: 'flow.wait', config: { for: 'PT1S' } },
    { id: 'end', kind: 'data.set', config: { values: { done: true } } },
  ],
  edges: [
    { from: 'start', to: 'pause' },
    { from: 'pause', to: 'end' },
  ],
};

let platform: DistributedPlatform;
let tenant: Tenant;
let workflow: string;

beforeAll(async () => {
  platform = await launchDistributed({ replicas: Object.fromEntries(services.map((name) => [name, 2])) });
  tenant = await Tenant.signUp(platform.url);
  workflow = await tenant.publish('Waits a second', waiting);
}, 180_000);
afterAll(() => platform?.stop());

/** Requests to every service, again and again, and what they answered. */
class Load {
  readonly answers: string[] = [];
  readonly runs: string[] = [];
  private isOver = false;
  private readonly work: Promise<unknown>;

  constructor(api: ApiClient) {
    const calls: (() => Promise<unknown>)[] = [
      () => api.call(me, {}),
      () => api.call(listWorkflows, {}),
      () => api.call(listAgents, {}),
      () => api.call(testTool, { params: { id: 'calculator' }, body: { input: { expression: '6 * 7' } } }),
      () => api.call(aiClassify, { body: { text: 'My invoice is wrong', labels: ['billing', 'bug'] } }),
      () => api.call(listNotifications, {}),
      async () => this.runs.push((await api.call(startRun, { params: { id: workflow }, body: { input: {} } })).id),
    ];
    this.work = Promise.all(calls.map((call) => this.repeat(call)));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.work;
  }

  private async repeat(call: () => Promise<unknown>): Promise<void> {
    while (!this.isOver) {
      this.answers.push(
        await call().then(
          () => 'ok',
          (error: unknown) =>
            error instanceof ApiProblem ? `${error.status} ${error.code}: ${error.message}` : String(error),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** SIGTERM, as a deploy sends it. @returns how long it took to be gone, ms */
async function leave(process: ServiceProcess): Promise<number> {
  const began = performance.now();
  await process.kill('SIGTERM');
  return performance.now() - began;
}

it('F8: every service is replaced under load: no request fails, each leaves within 30 s, and its leases with it', async () => {
  const load = new Load(tenant.owner);
  const times: number[] = [];
  // One replica of each service at a time, all services at once.
  for (const replica of [0, 1]) {
    const leaving = services.map((name) => platform.api[name][replica]!);
    times.push(...(await Promise.all(leaving.map(leave))));
    await Promise.all(leaving.map((each) => each.start()));
  }
  await Promise.all(
    workerServices.map(async (name) => {
      const [worker] = platform.workers[name];
      const pid = worker!.pid!;
      expect(await held(name, pid)).not.toEqual([]);
      times.push(await leave(worker!));
      expect(await held(name, pid)).toEqual([]);
      await worker!.start();
    }),
  );
  await load.stop();
  expect([load.answers.filter((answer) => answer !== 'ok'), faults()]).toEqual([[], []]);
  expect(load.answers.length).toBeGreaterThan(500);
  expect(Math.max(...times)).toBeLessThan(30_000);
  const ended = await Promise.all(load.runs.map((run) => tenant.finished(run)));
  expect(ended.filter(({ status }) => !over.has(status) || status !== 'succeeded')).toEqual([]);
}, 400_000);

/** What the gateway and the services say of requests that failed. */
function faults(): string[] {
  const answered = readFileSync(join(platform.gateway.folder, 'access.log'), 'utf8').split('\n');
  const logged = platform.processes.flatMap((each) =>
    each
      .log()
      .split('\n')
      .filter((line) => line.includes('"level":"error"')),
  );
  return [
    ...answered.filter((line) => /"status":5/.test(line)),
    ...platform.gateway
      .log()
      .split('\n')
      .filter((line) => / \[(error|crit)\] .* while reading/.test(line)),
    ...logged,
  ];
}

/** What a process that is gone still holds: its row, and runs. */
async function held(service: string, pid: number): Promise<unknown[]> {
  const connection = await createConnection({ uri: platform.database!.url, database: `aaas_${service}` });
  const named = `%-${pid}-%`;
  const [workers] = await connection.query('SELECT id FROM durable_workers WHERE id LIKE ?', [named]);
  const [runs] = await connection.query('SELECT id FROM durable_runs WHERE lease_worker LIKE ?', [named]);
  await connection.end();
  return [workers, runs].flat();
}
