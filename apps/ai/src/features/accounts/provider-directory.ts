import { Injectable } from '@nestjs/common';
import { providers } from '#libs/catalog/providers/defs';
import { AppError, type AiProvider, type Caller } from '#libs/contracts';
import { operatorCompany } from '../models/catalogue.entity.js';
import type { ConnectedProvider } from '../models/connected-provider.js';
import { ProviderPool } from '../models/provider-pool.js';
import { providerDef } from './account-connections.js';
import type { ProviderAccountRow } from './provider-account.entity.js';
import { ProviderAccountRepository } from './provider-account.repository.js';
import { accountView, catalogueView } from './provider-view.js';

export interface FoundProvider {
  connected: ConnectedProvider;
  /** Of an account of the company. */
  row?: ProviderAccountRow;
  /** Whose checks and catalogue they are. */
  companyId: string;
}

/** All providers that a company has or could have, by id: its accounts, and those of the catalogue. */
@Injectable()
export class ProviderDirectory {
  constructor(
    private readonly rows: ProviderAccountRepository,
    private readonly pool: ProviderPool,
  ) {}

  async list({ companyId }: Caller): Promise<AiProvider[]> {
    const own = (await this.rows.ordered(companyId)).map((row) => this.viewOf(row));
    return [...own, ...Object.values(providers).map(({ id }) => this.shared(id))];
  }

  /** @throws AI_PROVIDER_NOT_FOUND */
  async get({ companyId }: Caller, id: string): Promise<AiProvider> {
    return providerDef(id) ? this.shared(id) : this.viewOf(await this.rows.require(companyId, id));
  }

  /** To be called. @throws AI_PROVIDER_NOT_FOUND, also for one that nobody set up */
  async find({ companyId }: Caller, id: string): Promise<FoundProvider> {
    if (!providerDef(id)) {
      const row = await this.rows.require(companyId, id);
      return { connected: await this.pool.connect(row), row, companyId };
    }
    const connected = this.pool.shared.find((each) => each.id === id);
    if (!connected) throw new AppError('AI_PROVIDER_NOT_FOUND', { detail: `Nobody set up ${id}` });
    return { connected, companyId: operatorCompany };
  }

  private viewOf(row: ProviderAccountRow): AiProvider {
    return accountView(row, providerDef(row.provider), this.pool.healthy({ key: row.id }));
  }

  private shared(id: string): AiProvider {
    const connected = this.pool.shared.find((each) => each.id === id);
    return catalogueView(providerDef(id)!, connected, connected ? this.pool.healthy(connected) : null);
  }
}
