import { crashPointNames } from '#libs/durable';
import { typeidUnboxed } from 'typeid-js';
import { lotsFrom } from './chance.js';
import type { ChaosRun } from './chaos-service.js';

export interface ChaosOptions {
  seed: number;
  /** Runs accepted before the first process dies. */
  inFlight: number;
  /** Runs that each later life accepts. */
  perLife: number;
  /** Processes that die: half at crash points by turns, half at any moment. */
  kills: number;
  redisFlushes: number;
  databaseKills: number;
  /** Processes at a time. */
  workers: number;
  /** How long everything may take to come to its end once the faults are over, milliseconds. */
  settleMs: number;
}

/** What `npm test` does. */
export const shortChaos: Omit<ChaosOptions, 'seed'> = {
  inFlight: 200,
  perLife: 5,
  kills: 20,
  redisFlushes: 2,
  databaseKills: 2,
  workers: 3,
  settleMs: 90_000,
};

/** How a process ends: at a hit of a point of the runner, or so long after it was ready. */
export type Death = { crash: string } | { afterMs: number };
export type Disaster = 'flush' | 'kill database';

export const companies = ['co_north', 'co_east', 'co_south', 'co_west'];

/** All that a seed decides: definitions, deaths, and after how many deaths what else breaks. */
export class ChaosPlan {
  readonly deaths: Death[];
  /** By the number of deaths before it. */
  readonly disasters: Map<number, Disaster[]>;
  private readonly lot: (n: number) => number;
  private serial = 0;

  constructor(readonly options: ChaosOptions) {
    this.lot = lotsFrom(options.seed);
    this.deaths = Array.from({ length: options.kills }, (_, index) => this.death(index));
    this.disasters = new Map();
    this.spread('flush', options.redisFlushes, 0.5);
    this.spread('kill database', options.databaseKills, 0);
  }

  /** Fresh runs: every third does everything, the others what chance makes of them. */
  runs(count: number): ChaosRun[] {
    return Array.from({ length: count }, () => {
      const serial = this.serial++;
      const ref = serial % 3 === 0 ? 'everything' : `random:${this.options.seed * 1000 + serial}`;
      return { id: typeidUnboxed('run'), companyId: companies[serial % companies.length]!, ref };
    });
  }

  pauseMs(): number {
    return 300 + this.lot(1200);
  }

  private death(index: number): Death {
    if (index % 2 === 1) return { afterMs: 200 + this.lot(1500) };
    const point = crashPointNames[(index / 2 + this.options.seed) % crashPointNames.length]!;
    return { crash: `${point}:${1 + this.lot(8)}` };
  }

  private spread(what: Disaster, count: number, shift: number): void {
    for (let i = 0; i < count; i++) {
      const at = Math.floor(((i + 0.5 + shift / 2) / count) * this.options.kills);
      this.disasters.set(at, [...(this.disasters.get(at) ?? []), what]);
    }
  }
}
