import { setTimeout as sleep } from 'node:timers/promises';
import { crashPointNames } from '#libs/durable';
import { createChannel } from '#libs/contracts';
import {
  DurableLoad,
  eventually,
  findFaults,
  HttpPeer,
  launchDistributed,
  launchEmbedded,
  readRecorded,
  Tenant,
  type DistributedPlatform,
  type ReceivedPost,
  type ServiceProcess,
} from '#libs/testing';

const runsPerKill = 4;
/** The other points, and many more kills at random, are the chaos suite's: libs/testing/src/chaos. */
const points = ['before-effect', 'after-effect', 'after-commit', 'after-lease'] as const;
let receiver: HttpPeer;
/** The id under which a receiver may tell that a message came twice. */
const messageIdIn = ({ body }: ReceivedPost): unknown => {
  const { headers, metadata } = body as {
    headers?: Record<string, string>;
    metadata?: { event_payload: { id: string } };
  };
  return headers?.['Message-ID'] ?? metadata?.event_payload.id;
};
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
  }, 120_000);
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
  // The others are passed by whoever creates a run or sends it a message.
  const theirs = crashPointNames.filter((point) => point !== 'after-create' && point !== 'before-wake');
  let platform: DistributedPlatform;
  beforeAll(async () => {
    platform = await launchDistributed({
      env: allow,
      workers: { company: theirs.length + 2, agents: 1, notifications: 1 },
    });
  }, 120_000);
  afterAll(() => platform?.stop());

  it('a message that was taken before the worker died comes again under the same id, and no other is doubled', async () => {
    const tenant = await Tenant.signUp(platform.url);
    receiver.posts.length = 0;
    // As SendGrid and Slack answer.
    receiver.answer = ({ path }) =>
      path.startsWith('/v3/') ? { status: 202, body: '' } : { body: '{"ok":true,"ts":"1.2"}' };
    const sendgrid = {
      kind: 'sendgrid',
      name: 'Mail',
      apiKey: 'SG.key',
      from: 'desk@larkfield.example',
      baseUrl: receiver.url,
    } as const;
    const bot = { kind: 'slack_bot', name: 'Room', token: 'xoxb-1', channel: '#room', baseUrl: receiver.url } as const;
    for (const body of [sendgrid, bot]) await tenant.owner.call(createChannel, { body });
    const [worker] = platform.workers.notifications;
    const notify = (kind: string, config: Record<string, unknown>) =>
      tenant.publish(kind, {
        schemaVersion: 1,
        nodes: [
          { id: 'start', kind: 'trigger.api', config: {} },
          { id: 'tell', kind, config },
        ],
        edges: [{ from: 'start', to: 'tell' }],
      });
    const ways = [
      ['notify.email', { to: ['ann@outside.example'], subject: 'Hello', text: 'Look' }, '/v3/mail/send'],
      ['notify.slack', { text: 'Look' }, '/chat.postMessage'],
    ] as const;
    const postsTo = (path: string) => receiver.posts.filter((post) => post.path === path);
    const workflows: string[] = [];
    for (const [kind, config, path] of ways) {
      const workflow = await notify(kind, config);
      workflows.push(workflow);
      await worker!.halt();
      await worker!.start({ AAAS_CRASH_POINT: 'after-effect:1' });
      const died = worker!.gone();
      await tenant.run(workflow, {});
      await died;
      // Accepted, and nobody wrote that down.
      expect(postsTo(path)).toHaveLength(1);
    }
    await worker!.start();
    for (const workflow of workflows) await tenant.run(workflow, {});
    for (const [, , path] of ways) {
      const [first, ...later] = await eventually(() => {
        expect(postsTo(path).length).toBeGreaterThanOrEqual(3);
        return postsTo(path).map(messageIdIn);
      });
      expect(later.filter((id) => id === first)).toHaveLength(1);
      expect(new Set(later).size).toBe(2);
    }
    receiver.answer = () => ({});
  }, 120_000);

  it('at every point of theirs, and at random: another takes their runs over', async () => {
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
  }, 300_000);
});
