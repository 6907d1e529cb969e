import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { BriefMemory } from '#libs/platform/cache';
import { AccountConnections } from '../accounts/account-connections.js';
import type { ProviderAccountRow } from '../accounts/provider-account.entity.js';
import { ProviderAccountRepository } from '../accounts/provider-account.repository.js';
import { CatalogueRepository, type Catalogues } from './catalogue.repository.js';
import { mergedModels, type ConnectedProvider } from './connected-provider.js';
import { EnvironmentProviders, firstModel } from './environment-providers.js';

/** How late other replicas heed a change of accounts. */
const heededWithinMs = 5000;

/** The providers that a company can call: its own in its order, then those of the operator, the built-in rules always last. */
@Injectable()
export class ProviderPool {
  private readonly memory = new BriefMemory<readonly ConnectedProvider[]>({ ttlMs: heededWithinMs });
  private readonly health = new Map<string, boolean>();

  constructor(
    private readonly environment: EnvironmentProviders,
    private readonly accounts: ProviderAccountRepository,
    private readonly connections: AccountConnections,
    private readonly catalogues: CatalogueRepository,
  ) {}

  /** Not to be changed by whoever reads it. */
  of(companyId: string): Promise<readonly ConnectedProvider[]> {
    return this.memory.of(companyId, () => this.load(companyId));
  }

  /** As `of`, when they are known without asking anybody. */
  known(companyId: string): readonly ConnectedProvider[] | undefined {
    return this.memory.peek(companyId);
  }

  /** Those that every company without its own has. */
  get shared(): readonly ConnectedProvider[] {
    return [...this.environment.connected, this.environment.builtin];
  }

  /** The account itself, though it may be switched off. @throws AI_PROVIDER_NOT_FOUND when this version knows no such provider */
  async connect(row: ProviderAccountRow): Promise<ConnectedProvider> {
    const connected = await this.connected(row, await this.catalogues.of(row.companyId));
    if (!connected) throw new AppError('AI_PROVIDER_NOT_FOUND', { detail: `There is no provider ${row.provider}` });
    return connected;
  }

  /** Accounts, or what is known of their models, were changed. */
  forget(companyId: string): void {
    this.memory.forget(companyId);
  }

  /** What is known of the operator's models was changed. */
  forgetAll(): void {
    this.memory.forgetAll();
  }

  /** Remembers how a call ended: only a provider that does not answer is unhealthy, not one that refuses a request. */
  observe({ key }: Pick<ConnectedProvider, 'key'>, error?: unknown): void {
    if (error === undefined) this.health.set(key, true);
    else if (AppError.is(error, 'MODEL_UNAVAILABLE') || AppError.is(error, 'DEADLINE_EXCEEDED'))
      this.health.set(key, false);
  }

  /** Whether its last call from here was answered; null before the first. */
  healthy({ key }: Pick<ConnectedProvider, 'key'>): boolean | null {
    return this.health.get(key) ?? null;
  }

  private async load(companyId: string): Promise<readonly ConnectedProvider[]> {
    const [rows, catalogues] = await Promise.all([this.accounts.ordered(companyId), this.catalogues.of(companyId)]);
    const enabled = rows.filter((row) => row.enabled);
    const connected = await Promise.all(enabled.map((row) => this.connected(row, catalogues)));
    const own = connected.filter((each) => each !== undefined);
    const taken = new Set(own.flatMap(({ id, def }) => [id, def.id]));
    const shared = this.environment.connected
      .filter(({ id }) => !taken.has(id))
      .map((each) => withCatalogue(each, catalogues));
    return [...own, ...shared, this.environment.builtin];
  }

  private async connected(row: ProviderAccountRow, catalogues: Catalogues): Promise<ConnectedProvider | undefined> {
    const connection = await this.connections.of(row);
    if (!connection) return undefined;
    const { def, provider } = connection;
    const bare = { id: row.slug, key: row.id, source: 'company' as const, def, provider, models: def.models };
    const merged = withCatalogue({ ...bare, defaultModel: row.defaultModel ?? '' }, catalogues);
    const first = firstModel(def) || merged.models.find(({ kind = 'chat' }) => kind === 'chat')?.name;
    return { ...merged, defaultModel: row.defaultModel ?? first ?? '' };
  }
}

function withCatalogue(connected: ConnectedProvider, catalogues: Catalogues): ConnectedProvider {
  const told = catalogues.get(connected.key);
  if (!told) return connected;
  const discovered = new Set(told.map(({ name }) => name));
  return { ...connected, models: mergedModels(connected.def, told), discovered };
}
