/** Who waits and for whom: companies take turns, and within a company its callers do. */
export interface Waiter {
  companyId: string;
  /** A person, a run, an agent. */
  caller: string;
}

/** A bounded line for each caller of each company, taken in turn: who asks for much waits behind himself. */
export class FairQueue<T extends Waiter> {
  private readonly companies = new Map<string, Map<string, T[]>>();
  private count = 0;

  constructor(private readonly bounds: { total: number; perCompany: number }) {}

  get size(): number {
    return this.count;
  }

  /** @returns false when there is no more room, for all or for this company */
  add(waiter: T): boolean {
    const callers = this.companies.get(waiter.companyId) ?? new Map<string, T[]>();
    if (this.count >= this.bounds.total || sizeOf(callers) >= this.bounds.perCompany) return false;
    this.companies.set(waiter.companyId, callers);
    const line = callers.get(waiter.caller);
    if (line) line.push(waiter);
    else callers.set(waiter.caller, [waiter]);
    this.count += 1;
    return true;
  }

  /** Whose turn it is. */
  first(): T | undefined {
    const [callers] = this.companies.values();
    const [line] = callers?.values() ?? [];
    return line?.[0];
  }

  /**
   * Takes a waiter out; one that was served lets the others of his company, and the other companies, go before his next.
   * @returns false when he is gone already
   */
  remove(waiter: T, { served = false }: { served?: boolean } = {}): boolean {
    const callers = this.companies.get(waiter.companyId);
    const line = callers?.get(waiter.caller);
    const at = line?.indexOf(waiter) ?? -1;
    if (!callers || !line || at < 0) return false;
    line.splice(at, 1);
    this.count -= 1;
    if (served || line.length === 0) moveBack(callers, waiter.caller, line.length > 0);
    if (served || callers.size === 0) moveBack(this.companies, waiter.companyId, callers.size > 0);
    return true;
  }
}

const sizeOf = (callers: ReadonlyMap<string, readonly unknown[]>): number =>
  [...callers.values()].reduce((sum, line) => sum + line.length, 0);

/** Maps keep the order in which keys came: the last turn is that of the key set last. */
function moveBack<V>(turns: Map<string, V>, key: string, stays: boolean): void {
  const value = turns.get(key)!;
  turns.delete(key);
  if (stays) turns.set(key, value);
}
