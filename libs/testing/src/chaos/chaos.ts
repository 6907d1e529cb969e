import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';
import type { Database } from '#libs/platform/database';
import { findFaults } from '../oracle/oracle.js';
import { byRun } from '../oracle/recorded.js';
import { readRecorded } from '../oracle/read-recorded.js';
import { startMariaDb, type MariaDbServer } from '../servers/mariadb.js';
import { startRedis, type RedisServer } from '../servers/redis.js';
import { lotOf } from './chance.js';
import { ChaosLife } from './chaos-life.js';
import { ChaosPlan, companies, type ChaosOptions, type Death, type Disaster } from './chaos-plan.js';
import { ChaosService, type ChaosRun } from './chaos-service.js';
import { ChaosSettings, openChaosDatabase } from './chaos-tables.js';
import { EffectReceiver } from './effect-receiver.js';
import { People } from './people.js';
import { relayAll } from './relay-all.js';
import { replayFaults } from './replay-faults.js';

export interface ChaosSummary {
  seed: number;
  runs: number;
  accepted: number;
  statuses: Record<string, number>;
  rows: number;
  effects: number;
  /** Deaths at crash points, by point, and at random. */
  deaths: Record<string, number>;
  disasters: Record<string, number>;
  ms: number;
  faults: string[];
  /** What the processes said of faults, once each; for reading, no judgement. */
  complaints: string[];
}

/** Real processes on servers of their own, killed again and again; in the end the oracle judges. */
export class Chaos {
  private readonly receiver = new EffectReceiver();
  private readonly plan: ChaosPlan;
  private readonly accepted: string[] = [];
  private readonly lives = new Set<ChaosLife>();
  private readonly complaints = new Set<string>();
  private readonly deaths: Record<string, number> = {};
  private readonly disasters: Record<string, number> = {};
  private receiverUrl = '';
  private died = 0;
  private raging = true;

  private constructor(
    private readonly options: ChaosOptions,
    private readonly mariadb: MariaDbServer,
    private readonly redis: RedisServer,
    private readonly db: Database,
    private readonly service: ChaosService,
  ) {
    this.plan = new ChaosPlan(options);
  }

  /** Everything from the servers to the judgement. */
  static async unleash(options: ChaosOptions): Promise<ChaosSummary> {
    const [mariadb, redis] = await Promise.all([startMariaDb(), startRedis()]);
    const db = await openChaosDatabase({ dataDir: tmpdir(), url: `${mariadb.url}/chaos` });
    await new ChaosSettings(db).prepare(companies);
    const service = new ChaosService({ db, receiver: '' });
    const chaos = new Chaos(options, mariadb, redis, db, service);
    try {
      return await chaos.run();
    } finally {
      await chaos.end();
    }
  }

  private async run(): Promise<ChaosSummary> {
    const began = Date.now();
    this.receiverUrl = await this.receiver.start();
    await this.accept(this.plan.runs(this.options.inFlight));
    const tending = this.tend();
    const survivors = await Promise.all(Array.from({ length: this.options.workers }, () => this.slot()));
    this.raging = false;
    await this.settle();
    await Promise.all(survivors.map((life) => life.stop()));
    await tending;
    await relayAll(this.db);
    return this.judge(began);
  }

  /** One place for a process: whoever dies in it is followed by the next, until nobody is left to die. */
  private async slot(): Promise<ChaosLife> {
    for (;;) {
      const runs = this.plan.runs(this.options.perLife);
      const death = this.plan.deaths.shift();
      if (!death) return this.live(runs);
      await this.liveAndDie(runs, death);
      await this.disaster(this.died++);
    }
  }

  private async accept(runs: readonly ChaosRun[]): Promise<void> {
    for (const run of runs) {
      await this.service.create(run);
      this.accepted.push(run.id);
    }
  }

  private live(runs: ChaosRun[], crash?: string): ChaosLife {
    const settings = {
      address: { dataDir: tmpdir(), url: `${this.mariadb.url}/chaos` },
      redisUrl: this.redis.url,
      receiver: this.receiverUrl,
      runs,
      ...(crash === undefined ? {} : { crash }),
    };
    const life = new ChaosLife(settings, (id) => this.accepted.push(id));
    this.lives.add(life);
    void life.gone.then(() => this.lives.delete(life));
    return life;
  }

  /** A process that ends otherwise than it should, for the database is away, is tried again. */
  private async liveAndDie(runs: ChaosRun[], death: Death): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      const life = this.live(runs, 'crash' in death ? death.crash : undefined);
      await Promise.race([life.ready, life.gone]);
      const lasts = 'crash' in death ? 8000 : death.afterMs;
      const timer = setTimeout(() => life.kill(), lasts);
      const { signal } = await life.gone;
      clearTimeout(timer);
      for (const line of life.complaints) this.complaints.add(line.slice(0, 300));
      if (signal === 'SIGKILL') return this.note(this.deaths, 'crash' in death ? death.crash.split(':')[0]! : 'random');
      await sleep(300);
    }
    throw new Error(`No process comes up: ${[...this.complaints].slice(-3).join(' | ')}`);
  }

  private async disaster(deaths: number): Promise<void> {
    for (const what of this.plan.disasters.get(deaths) ?? []) {
      this.note(this.disasters, what);
      await this.happen(what);
    }
  }

  private async happen(what: Disaster): Promise<void> {
    if (what === 'flush') {
      const control = new Redis(this.redis.url);
      await control.flushall();
      return control.disconnect();
    }
    await this.mariadb.kill();
    await sleep(this.plan.pauseMs());
    await this.mariadb.start();
  }

  /** While faults rage only every other run is answered, so that there is always much in flight. */
  private async tend(): Promise<void> {
    const people = new People(this.db, this.service.durable);
    while (this.raging || this.lives.size > 0) {
      await people.tend((id) => !this.raging || lotOf(id, 2) === 0);
      await sleep(300);
    }
  }

  private async settle(): Promise<void> {
    for (const end = Date.now() + this.options.settleMs; Date.now() < end; await sleep(200)) {
      const [open] = await this.db
        .query<{ runs: number }>('SELECT COUNT(*) AS runs FROM durable_runs WHERE finished_at IS NULL')
        .catch(() => []);
      if (open?.runs === 0) return;
    }
  }

  private async judge(began: number): Promise<ChaosSummary> {
    const place = { url: `${this.mariadb.url}/chaos` };
    const { effects } = this.receiver;
    const recorded = await readRecorded(place, { effects, accepted: this.accepted });
    const refs = new Map(
      (await this.db.query<{ id: string; ref: string }>('SELECT id, ref FROM durable_runs')).map(({ id, ref }) => [
        id,
        ref,
      ]),
    );
    const rows = byRun(recorded.rows, (row) => row.run_id);
    const statuses: Record<string, number> = {};
    for (const { status } of recorded.runs) this.note(statuses, status);
    return {
      seed: this.options.seed,
      runs: recorded.runs.length,
      accepted: this.accepted.length,
      statuses,
      rows: recorded.rows.length,
      effects: effects.length,
      deaths: this.deaths,
      disasters: this.disasters,
      ms: Date.now() - began,
      faults: [
        ...findFaults(recorded),
        ...recorded.runs.flatMap((run) => replayFaults({ ...run, ref: refs.get(run.id)! }, rows.get(run.id) ?? [])),
      ],
      complaints: [...this.complaints],
    };
  }

  private note(counts: Record<string, number>, what: string): void {
    counts[what] = (counts[what] ?? 0) + 1;
  }

  private async end(): Promise<void> {
    for (const life of this.lives) life.kill();
    await Promise.all([...this.lives].map((life) => life.gone));
    await this.db.close();
    await Promise.all([this.receiver.stop(), this.mariadb.stop(), this.redis.stop()]);
  }
}
