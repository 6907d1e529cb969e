import { LRUCache } from 'lru-cache';
import { performance } from 'node:perf_hooks';
import { companiesInLine, companiesWithPlaces, type Places } from '../store/admission.js';
import { admit } from '../store/admit.js';
import { livingWorkers } from '../store/serving.js';
import type { SqlExecutor, SqlStore } from '../store/sql-store.port.js';
import type { LeaseTaker } from './lease-taker.js';

/** Places of a company as its service says; asked at each admission, so the service caches. Reads by `on`, perhaps inside a transaction. */
export type PlacesOf = (on: SqlExecutor, companyId: string) => Promise<Places> | Places;

export interface AdmitterOptions {
  store: SqlStore;
  placesOf: PlacesOf;
  /** Of this process, while it takes runs: what it admits and has room for never leaves it. */
  taker: () => Pick<LeaseTaker, 'admitting'> | undefined;
  /** The run has a place and something to do. */
  hint: (runId: string, wake: number, group: string | null) => void;
  /** Groups that have places of their own. */
  apart: () => ReadonlyMap<string, number>;
  onFault: (error: unknown) => void;
}

/** A company whose line is not known is looked after this often as its places become free. */
const lookEveryMs = 250;
/** A company keeps at least this many places, however many others want some. */
const fewestPlaces = 2;

/**
 * Gives places to runs in line, company by company, so that one with ten thousand runs does not delay another's one. Any process may
 * do it: the company's row is the lock. While several companies want more than all workers have room for, each gets an equal share.
 */
export class Admitter {
  private readonly inLine = new Set<string>();
  private readonly wanted = new Set<string>();
  private working: Promise<void> | undefined;
  private first = 0;
  private share = Infinity;
  private readonly lookedAt = new LRUCache<string, number>({ max: 1000 });

  constructor(private readonly options: AdmitterOptions) {}

  /** A run of the company has work to do and no place. */
  soon(companyId: string): void {
    this.inLine.add(companyId);
    this.wanted.add(companyId);
    this.work();
  }

  /** A place of the company became free. Whether somebody is in line whom another process put there is looked for now and then. */
  freed(companyId: string): void {
    const now = performance.now();
    if (!this.inLine.has(companyId) && now - (this.lookedAt.get(companyId) ?? -Infinity) < lookEveryMs) return;
    this.lookedAt.set(companyId, now);
    this.soon(companyId);
  }

  /** Looks who is in line, whoever put them there. Each round begins with another company. */
  async round(): Promise<void> {
    const companies = await this.look();
    this.first = companies.length > 0 ? (this.first + 1) % companies.length : 0;
    for (const company of [...companies.slice(this.first), ...companies.slice(0, this.first)]) this.soon(company);
    await this.settled();
  }

  /** How room is shared now, for those that give places to new runs. @returns the companies that have runs in line */
  async look(): Promise<string[]> {
    const companies = await companiesInLine(this.options.store);
    if (companies.length > 0) await this.divide(companies);
    else this.share = Infinity;
    return companies;
  }

  /** What the company may hold now: its own bound, or its share while room is short. */
  async places(on: SqlExecutor, companyId: string): Promise<Places> {
    const places = await this.options.placesOf(on, companyId);
    const apart = this.options.apart();
    if (places.company <= this.share && apart.size === 0) return places;
    return { ...places, company: Math.min(places.company, this.share), ...(apart.size > 0 ? { apart } : {}) };
  }

  async settled(): Promise<void> {
    while (this.working) await this.working;
  }

  private async divide(inLine: readonly string[]): Promise<void> {
    const { store } = this.options;
    const active = new Set([...inLine, ...(await companiesWithPlaces(store))]);
    // Workers of certain groups alone are no room for the others.
    const room = (await livingWorkers(store)).reduce((sum, at) => (at.serving.only ? sum : sum + at.capacity), 0);
    this.share = active.size > 1 && room > 0 ? Math.max(fewestPlaces, Math.floor(room / active.size)) : Infinity;
  }

  private work(): void {
    this.working ??= this.admitAll().finally(() => {
      this.working = undefined;
      if (this.wanted.size > 0) this.work();
    });
  }

  private async admitAll(): Promise<void> {
    const { store, hint, onFault } = this.options;
    await new Promise(setImmediate);
    for (const company of [...this.wanted]) {
      this.wanted.delete(company);
      try {
        const places = await this.places(store, company);
        const taker = this.options.taker();
        const { waiting, more } = await (taker
          ? taker.admitting((own) => admit(store, company, places, own))
          : admit(store, company, places, undefined));
        // While some are left, each freed place is given on at once.
        if (!more && !this.wanted.has(company)) this.inLine.delete(company);
        for (const { id, wake, group_id } of waiting) hint(id, wake, group_id);
      } catch (error) {
        onFault(error);
      }
    }
  }
}
