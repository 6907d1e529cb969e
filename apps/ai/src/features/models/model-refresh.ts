import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/platform/database';
import { Lease, LeasedLoop } from '#libs/platform/events';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { ProviderAccountRepository } from '../accounts/provider-account.repository.js';
import { operatorCompany } from './catalogue.entity.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { targetOf, type ConnectedProvider } from './connected-provider.js';
import { ProviderPool } from './provider-pool.js';
import { ToolChecks } from './tool-checks.js';

/** What a provider says about its models is asked for again when it is this old. */
const freshMs = 86_400_000;
const retryMs = 3_600_000;
const pauseMs = 60_000;
const longestAskMs = 30_000;

/** Looks after what is known of models: at start, once a day, and when an account was saved. One process of the cluster at a time, by lease. */
@Injectable()
export class ModelRefresh implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: LeasedLoop;
  private readonly stopping = new AbortController();
  /** When each of the operator's providers was asked, by the clock of this process. */
  private readonly asked = new Map<string, number>();
  private readonly running = new Set<Promise<void>>();
  private restsUntil = 0;

  constructor(
    private readonly db: Database,
    private readonly pool: ProviderPool,
    private readonly accounts: ProviderAccountRepository,
    private readonly catalogues: CatalogueRepository,
    private readonly checks: ToolChecks,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {
    const lease = new Lease(db, 'ai-models', randomUUID());
    this.loop = new LeasedLoop(lease, { turn: () => this.turn(), idleMs: pauseMs }, logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.loop.stop();
    await Promise.all(this.running);
  }

  /** In the background: nobody who saves an account waits for its provider. */
  soon(companyId: string, connected: ConnectedProvider): void {
    const run: Promise<void> = this.refresh(companyId, connected).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Reads the provider's catalogue and finds out whether the default model can call tools. Never throws: what fails is tried again tomorrow. */
  async refresh(companyId: string, connected: ConnectedProvider): Promise<void> {
    try {
      await this.readCatalogue(companyId, connected);
      if (connected.defaultModel !== '') await this.checks.find(companyId, targetOf(connected, connected.defaultModel));
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.pool.observe(connected, error);
      this.logger.warn({ error, provider: connected.key }, 'models of this provider could not be looked at');
    }
  }

  private async readCatalogue(companyId: string, { key, provider }: ConnectedProvider): Promise<void> {
    if (!provider.catalogue) return;
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(longestAskMs)]);
    const priceAsOf = new Date(await this.db.now()).toISOString().slice(0, 10);
    const models = (await provider.catalogue({ signal })).map((model) =>
      model.price ? { priceAsOf, ...model } : model,
    );
    await this.catalogues.save(companyId, key, models);
    if (companyId === operatorCompany) this.pool.forgetAll();
    else this.pool.forget(companyId);
  }

  /** One provider. @returns whether there may be more */
  private async turn(): Promise<boolean> {
    if (performance.now() < this.restsUntil) return false;
    const before = (await this.db.now()) - freshMs;
    const shared = await this.dueShared(before);
    if (shared) {
      await this.refresh(operatorCompany, shared);
      return true;
    }
    const [due] = await this.accounts.due(before, 1);
    if (!due) {
      this.restsUntil = performance.now() + pauseMs;
      return false;
    }
    // Noted first: one that fails, or that takes longer than the lease, is not asked over and over.
    await this.accounts.note(due.companyId, due.id, { checkedAt: await this.db.now() });
    const connected = (await this.pool.of(due.companyId)).find(({ key }) => key === due.id);
    if (connected) await this.refresh(due.companyId, connected);
    return true;
  }

  /** One of the operator's that was not looked at since this process started, or whose catalogue is old and was not asked for within the hour. */
  private async dueShared(before: number): Promise<ConnectedProvider | undefined> {
    const now = performance.now();
    for (const connected of this.pool.shared) {
      const asked = this.asked.get(connected.key);
      if (asked !== undefined && (now - asked < retryMs || !connected.provider.catalogue)) continue;
      if (asked !== undefined && (await this.catalogues.fetchedAt(connected.key)) >= before) continue;
      this.asked.set(connected.key, now);
      return connected;
    }
    return undefined;
  }
}
