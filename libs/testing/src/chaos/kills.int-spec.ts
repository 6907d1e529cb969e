import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { typeidUnboxed } from 'typeid-js';
import { crashPointNames } from '#libs/durable';
import { findFaults } from '../oracle/oracle.js';
import { readRecorded, type RecordedPlace } from '../oracle/read-recorded.js';
import { freshMysqlSchema, freshRedis } from '../servers/fresh.js';
import { ChaosLife } from './chaos-life.js';
import type { ChaosAddress } from './chaos-tables.js';
import { EffectReceiver } from './effect-receiver.js';

interface Stage {
  address: ChaosAddress;
  redisUrl?: string;
  place: RecordedPlace;
  /** Where a process dies there. */
  points: readonly string[];
  drop(): Promise<void>;
}

const stages: Record<string, () => Promise<Stage>> = {
  async sqlite() {
    const dataDir = await mkdtemp(join(tmpdir(), 'aaas-kills-'));
    const place = { file: join(dataDir, 'company.sqlite') };
    return { address: { dataDir }, place, points: crashPointNames, drop: () => rm(dataDir, { recursive: true }) };
  },
  async mysql() {
    const [{ url, drop }, redis] = await Promise.all([freshMysqlSchema(), freshRedis()]);
    // The job of a wake-up is acknowledged once the lease is taken: `after-lease` lies before that.
    const points = ['before-effect', 'after-effect', 'after-commit', 'after-lease'];
    const redisUrl = redis.url;
    return { address: { dataDir: tmpdir(), url }, redisUrl, place: { url }, points, drop };
  },
};

/** Real processes, really killed, one life after the other on one database. Effects are counted outside of them, by key. */
it.each(Object.keys(stages))(
  'F1: killed before and after an effect, after a commit, before its wake-up is acknowledged …, on %s: the next life goes on',
  async (name) => {
    const stage = await stages[name]!();
    const receiver = new EffectReceiver();
    const url = await receiver.start();
    const accepted: string[] = [];
    const live = (crash?: string) => {
      const runs = [0, 1].map((i) => ({ id: typeidUnboxed('run'), companyId: `co_${i}`, ref: 'everything' }));
      const { address, redisUrl } = stage;
      const settings = { address, receiver: url, runs, alone: true, ...(redisUrl ? { redisUrl } : {}) };
      return new ChaosLife({ ...settings, ...(crash ? { crash } : {}) }, (id) => accepted.push(id));
    };
    try {
      for (const [index, point] of stage.points.entries()) {
        // At its first hit, and in mid-flight.
        const { signal } = await live(`${point}:${index % 2 ? 3 : 1}`).gone;
        expect([point, signal]).toEqual([point, 'SIGKILL']);
      }
      const last = live();
      expect([await last.gone, last.complaints]).toEqual([{ code: 0, signal: null }, []]);
      const recorded = await readRecorded(stage.place, { effects: receiver.effects, accepted });
      expect(findFaults(recorded)).toEqual([]);
      expect(recorded.runs.length).toBeGreaterThanOrEqual(stage.points.length);
    } finally {
      await receiver.stop();
      await stage.drop();
    }
  },
  240_000,
);
