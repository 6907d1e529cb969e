import { admit, companiesInLine } from '../store/run.repository.js';
import type { SqlStore } from '../store/sql-store.port.js';
import type { WakeUps } from '../wake-ups/wake-ups.port.js';

export interface AdmitterOptions {
  store: SqlStore;
  wakeUps: WakeUps;
  /** Places of each company. */
  companyPlaces: number;
  onFault: (error: unknown) => void;
}

/**
 * Gives places to runs in line, company by company, so that one with ten thousand runs does not delay another's one. Any process may
 * do it: the company's row is the lock.
 */
export class Admitter {
  private readonly inLine = new Set<string>();
  private readonly wanted = new Set<string>();
  private working: Promise<void> | undefined;
  private first = 0;

  constructor(private readonly options: AdmitterOptions) {}

  /** A run of the company has work to do and no place. */
  soon(companyId: string): void {
    this.inLine.add(companyId);
    this.wanted.add(companyId);
    this.work();
  }

  /** A place of the company became free. Costs nothing while nobody is known to be in line. */
  freed(companyId: string): void {
    if (this.inLine.has(companyId)) this.soon(companyId);
  }

  /** Looks who is in line, whoever put them there. Each round begins with another company. */
  async round(): Promise<void> {
    const companies = await companiesInLine(this.options.store);
    this.first = companies.length > 0 ? (this.first + 1) % companies.length : 0;
    for (const company of [...companies.slice(this.first), ...companies.slice(0, this.first)]) this.soon(company);
    await this.settled();
  }

  async settled(): Promise<void> {
    while (this.working) await this.working;
  }

  private work(): void {
    this.working ??= this.admitAll().finally(() => {
      this.working = undefined;
      if (this.wanted.size > 0) this.work();
    });
  }

  private async admitAll(): Promise<void> {
    const { store, wakeUps, companyPlaces, onFault } = this.options;
    await new Promise(setImmediate);
    for (const company of [...this.wanted]) {
      this.wanted.delete(company);
      try {
        const { admitted, more } = await admit(store, company, companyPlaces);
        // While some are left, each freed place is given on at once.
        if (!more && !this.wanted.has(company)) this.inLine.delete(company);
        for (const { id, wake } of admitted) wakeUps.wake(id, wake);
      } catch (error) {
        onFault(error);
      }
    }
  }
}
