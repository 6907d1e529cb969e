import { setTimeout as sleep } from 'node:timers/promises';
import { crashPointNames } from '#libs/durable';
import {
  DurableLoad,
  findFaults,
  HttpPeer,
  launchDistributed,
  launchEmbedded,
  readRecorded,
  Tenant,
  type ServiceProcess,
} from '#libs/testing';

const runsPerKill = 4;
/** The other points, and many more kills at random, are the chaos suite's: libs/testing/src/chaos. */
const points = ['before-effect', 'after-effect', 'after-commit', 'after-lease'] as const;
let receiver: HttpPeer;
const allow = { AAAS_EGRESS_ALLOW: '127.0.0.1' };

beforeAll(async () => {
  receiver = await HttpPeer.start();
});
afterAll(() => receiver.stop());

describe('F1: kill -9 of the embedded process', () => {
  let platform: ServiceProcess;
  let load: DurableLoad;

  beforeAll(async () => {
    platform = await launchEmbedded({ env: allow });
    load = await DurableLoad.prepare(await Tenant.signUp(platform.url), receiver);
  }, 60_000);
  afterAll(() => platform.stop());

  it.each(points)(
    'at %s: every run finishes',
    async (point) => {
      await platform.halt();
      await platform.start({ AAAS_CRASH_POINT: `${point}:3` });
      const died = platform.gone().then(() => true);
      await load.start(runsPerKill);
      // Answers are what some of the points wait for.
      while (!(await Promise.race([died, sleep(100, false)]))) await load.answer().catch(() => undefined);
      await platform.start();
      const runs = await load.finish();
      expect(runs.filter(({ status }) => status !== 'succeeded')).toEqual([]);
    },
    120_000,
  );

  it('at random, again and again', async () => {
    for (let kill = 0; kill < 2; kill++) {
      await load.start(runsPerKill);
      await load.answer().catch(() => undefined);
      await sleep(Math.random() * 400);
      await platform.kill();
      await platform.start();
    }
    await load.finish();
  }, 120_000);

  it('and in the end no step has two results, and each effect came under one key', async () => {
    const runs = await load.finish();
    expect(runs.length).toBeGreaterThan(points.length);
    await load.expectExactlyOnce(runs);
  }, 120_000);
});

describe('F1: kill -9 of workers', () => {
  it('at every point of theirs, and at random: another takes their runs over', async () => {
    // The others are passed by whoever creates a run or sends it a message.
    const theirs = crashPointNames.filter((point) => point !== 'after-create' && point !== 'before-wake');
    const platform = await launchDistributed({
      env: allow,
      workers: { company: theirs.length + 2, agents: 1, notifications: 1 },
    });
    try {
      receiver.posts.length = 0;
      const load = await DurableLoad.prepare(await Tenant.signUp(platform.url), receiver);
      const [random, , ...doomed] = platform.workers.company;
      await Promise.all(
        doomed.map(async (worker, index) => {
          await worker.halt();
          await worker.start({ AAAS_CRASH_POINT: `${theirs[index]!}:2` });
        }),
      );
      let died = 0;
      for (const worker of doomed) void worker.gone().then(() => died++);
      // Which worker gets a run is chance, so work comes until each has met its point.
      const until = Date.now() + 90_000;
      for (let round = 0; died < doomed.length && Date.now() < until; round++) {
        await load.start(4);
        await load.answer().catch(() => undefined);
        if (round === 3) await random!.kill();
        await sleep(200);
      }
      expect(died).toBe(doomed.length);
      const runs = await load.finish(120_000);
      await load.expectExactlyOnce(runs);
      if (!platform.database) return;
      const place = { url: `${platform.database.url}/aaas_company` };
      const accepted = runs.map(({ id }) => id);
      // The relay may be behind; what it has given positions to is judged.
      expect(findFaults(await readRecorded(place, { effects: [], accepted }))).toEqual([]);
    } finally {
      await platform.stop();
    }
  }, 300_000);
});
