import { outsideTransaction, type Database } from '#libs/platform/database';
import type { Logger } from '#libs/platform/logging';
import { knownForMs, type DataKeys } from './company-keys.js';
import type { Resealing } from './resealing.js';

/** How often it looks whether there is something to do, ms. */
const pauseMs = 20_000;
/** A retired key is looked for until so long after its retirement nothing is sealed with it any more, ms. */
const settleMs = knownForMs + 20_000;

/** How far the vault of one service is, for one company. */
export interface VaultState {
  /** The key that seals; null while the company has no secret here. */
  dataKey: { number: number; createdAt: number; masterKey: string } | null;
  /** Whether the operator's newest master key wraps every data key of this service, whosever it is. */
  masterKeyIsCurrent: boolean;
  /** Secrets that are still sealed with an earlier key. */
  waiting: number;
}

interface RetiredKey {
  company_id: string;
  number: number;
  retired_at: number;
}

/**
 * Brings what rests to the newest keys, while work goes on: data keys to the master key that the operator put first, secrets to the data key
 * that their company rotated to, and those that were sealed before there were data keys.
 */
export class VaultUpkeep {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private firstAreDone = false;

  constructor(
    private readonly db: Database,
    private readonly dataKeys: DataKeys,
    private readonly resealing: Resealing,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.poke(), pauseMs).unref();
    void this.poke();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.again = false;
    await this.running;
  }

  /** Looks now. @returns when it is done */
  poke(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = outsideTransaction(() => this.work()).finally(() => (this.running = undefined));
    return this.running;
  }

  async state(companyId: string): Promise<VaultState> {
    const [newest] = await this.db.query<{ number: number; created_at: number; master_key: string }>(
      'SELECT number, created_at, master_key FROM vault_data_keys WHERE company_id = ? ORDER BY number DESC LIMIT 1',
      [companyId],
    );
    let waiting = await this.resealing.count({ companyId, prefix: 'v1.' });
    for (const { number } of await this.retired(companyId))
      waiting += await this.resealing.count({ companyId, prefix: `v2.${number}.` });
    return {
      dataKey: newest ? { number: newest.number, createdAt: newest.created_at, masterKey: newest.master_key } : null,
      masterKeyIsCurrent: await this.dataKeys.allCurrent(),
      waiting,
    };
  }

  private async work(): Promise<void> {
    do {
      this.again = false;
      try {
        while ((await this.dataKeys.rewrap()) > 0);
        await this.resealFirst();
        for (const key of await this.retired()) await this.empty(key);
      } catch (error) {
        this.logger.error({ error }, 'the vault could not bring its secrets to the newest keys; it tries again');
        return;
      }
    } while (this.again);
  }

  /** What was sealed by the master key itself. */
  private async resealFirst(): Promise<void> {
    if (this.firstAreDone) return;
    const { done, unreadable } = await this.resealing.reseal({ prefix: 'v1.' });
    this.tell({ done, unreadable });
    this.firstAreDone = true;
  }

  private async empty({ company_id: companyId, number, retired_at: retiredAt }: RetiredKey): Promise<void> {
    const { done, unreadable } = await this.resealing.reseal({ companyId, prefix: `v2.${number}.` });
    this.tell({ done, unreadable, companyId, number });
    const now = await this.db.now();
    // Until then a replica may still seal with it, or write what it read before.
    if (done + unreadable > 0 || now < retiredAt + settleMs) return;
    await this.db.run('UPDATE vault_data_keys SET emptied_at = ? WHERE company_id = ? AND number = ?', [
      now,
      companyId,
      number,
    ]);
  }

  private retired(companyId?: string): Promise<RetiredKey[]> {
    const ofCompany = companyId === undefined ? '' : ' AND company_id = ?';
    return this.db.query<RetiredKey>(
      `SELECT company_id, number, retired_at FROM vault_data_keys WHERE retired_at IS NOT NULL AND emptied_at IS NULL${ofCompany} ORDER BY retired_at LIMIT 500`,
      companyId === undefined ? [] : [companyId],
    );
  }

  private tell(facts: { done: number; unreadable: number; companyId?: string; number?: number }): void {
    if (facts.unreadable > 0) this.logger.error(facts, 'secrets do not open: is a master key missing?');
    else if (facts.done > 0) this.logger.info(facts, 'secrets are sealed with the newest key');
  }
}
