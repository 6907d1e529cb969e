import { Injectable } from '@nestjs/common';
import { addDuration } from '#libs/catalog/kit';
import type { ProviderDef } from '#libs/catalog/providers/defs';
import {
  AppError,
  newId,
  type AiProvider,
  type AiProviderChange,
  type AiProviderRotation,
  type Caller,
  type NewAiProvider,
} from '#libs/contracts';
import { Database, isDuplicateKey } from '#libs/platform/database';
import { CatalogueRepository } from '../models/catalogue.repository.js';
import { ModelRefresh } from '../models/model-refresh.js';
import { ProviderPool } from '../models/provider-pool.js';
import { ToolChecks } from '../models/tool-checks.js';
import { AccountConnections, providerDef } from './account-connections.js';
import { AccountSecrets } from './account-secrets.js';
import { checkedSettings, hintOf, invalid, originsOf, secretNames, split, type Settings } from './account-settings.js';
import { accountView } from './provider-view.js';
import type { ProviderAccountRow } from './provider-account.entity.js';
import { ProviderAccountRepository } from './provider-account.repository.js';

const longestOverlapMs = 7 * 86_400_000;
/** Behind all that were given a place. */
const lastPlace = 1000;

/** Accounts of a company at model providers: added, changed, their keys rotated. Secrets go in and never come out. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly db: Database,
    private readonly rows: ProviderAccountRepository,
    private readonly secrets: AccountSecrets,
    private readonly connections: AccountConnections,
    private readonly pool: ProviderPool,
    private readonly checks: ToolChecks,
    private readonly catalogues: CatalogueRepository,
    private readonly models: ModelRefresh,
  ) {}

  /** @throws VALIDATION_FAILED naming the field, CONFLICT when the slug is taken */
  async create(caller: Caller, { provider, settings, ...given }: NewAiProvider): Promise<AiProvider> {
    const { companyId } = caller;
    const def = this.defOf(provider);
    const { open, secrets } = split(def, checkedSettings(def, settings));
    const [id, now] = [newId('aiProvider'), await this.db.now()];
    const row: ProviderAccountRow = {
      id,
      companyId,
      provider,
      slug: given.slug ?? (await this.freeSlug(companyId, provider)),
      name: given.name ?? def.title,
      position: given.position ?? lastPlace,
      settings: open,
      sealed: await this.secrets.seal(secrets, { id, companyId, settings: open }),
      hint: hintOf(secrets),
      previousSealed: null,
      previousUntil: null,
      defaultModel: given.defaultModel ?? null,
      enabled: given.enabled,
      healthy: null,
      lastTest: null,
      checkedAt: now,
      revision: 1,
      createdBy: caller.userId ?? null,
      createdAt: now,
      updatedAt: now,
    };
    await this.rows.insert(companyId, row).catch(slugTaken(row.slug));
    return this.changed(row);
  }

  /** @throws AI_PROVIDER_NOT_FOUND, VALIDATION_FAILED naming the field, CONFLICT when the slug is taken or others change it at the same time */
  async update(caller: Caller, id: string, { settings, ...changes }: AiProviderChange): Promise<AiProvider> {
    const row = await this.rows.require(caller.companyId, id);
    const { name, slug, defaultModel, position, enabled } = changes;
    const moved = settings === undefined ? {} : await this.resettled(row, settings);
    const set = {
      ...(name === undefined ? {} : { name }),
      ...(slug === undefined ? {} : { slug }),
      ...(defaultModel === undefined ? {} : { defaultModel }),
      ...(position === undefined ? {} : { position }),
      ...(enabled === undefined ? {} : { enabled }),
      ...moved,
    };
    const next = await this.write(row, set);
    if (settings !== undefined) await this.forgetModels(row);
    return this.changed(next);
  }

  /** The new secrets are used from now on; those before help out when the new ones are refused. @throws as `update` */
  async rotate(caller: Caller, id: string, { settings, keepPreviousFor }: AiProviderRotation): Promise<AiProvider> {
    const row = await this.rows.require(caller.companyId, id);
    const def = this.defOf(row.provider);
    const stray = Object.keys(settings).find((name) => !secretNames(def).includes(name));
    if (stray !== undefined) throw invalid([{ path: `settings.${stray}`, message: 'expected secrets alone' }]);
    if (Object.keys(settings).length === 0)
      throw invalid([{ path: 'settings', message: `expected ${secretNames(def).join(', ') || 'nothing to rotate'}` }]);
    const now = await this.db.now();
    const until = addDuration(now, keepPreviousFor);
    if (until > now + longestOverlapMs)
      throw invalid([{ path: 'keepPreviousFor', message: 'expected at most 7 days' }]);
    const keeps = until > now && row.sealed !== null;
    const previous = { previousSealed: keeps ? row.sealed : null, previousUntil: keeps ? until : null };
    return this.changed(await this.write(row, { ...(await this.resettled(row, settings)), ...previous }));
  }

  /** @throws AI_PROVIDER_NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    const row = await this.rows.require(companyId, id);
    await this.rows.delete(companyId, { id });
    this.pool.forget(companyId);
    this.connections.drop(id);
    await this.forgetModels(row);
  }

  /** New settings over those there; null takes one away. Secrets stay where they are only while their address does. */
  private async resettled(row: ProviderAccountRow, changes: Settings) {
    const def = this.defOf(row.provider);
    const kept = await this.secrets.open(row.sealed, row);
    const all = Object.entries({ ...row.settings, ...kept, ...changes }).filter(([, value]) => value !== null);
    const { open, secrets } = split(def, checkedSettings(def, Object.fromEntries(all)));
    const isMoved = JSON.stringify(originsOf(open)) !== JSON.stringify(originsOf(row.settings));
    const left = Object.keys(secrets).filter((name) => changes[name] === undefined);
    if (isMoved && left.length > 0)
      throw invalid(
        left.map((name) => ({
          path: `settings.${name}`,
          message: 'expected again, because it would go to another address',
        })),
      );
    const owner = { id: row.id, companyId: row.companyId, settings: open };
    const isSame = JSON.stringify(secrets) === JSON.stringify(kept) && !isMoved;
    if (isSame) return { settings: open };
    const sealed = await this.secrets.seal(secrets, owner);
    return { settings: open, sealed, hint: hintOf(secrets), previousSealed: null, previousUntil: null };
  }

  private async write(row: ProviderAccountRow, set: Partial<ProviderAccountRow>): Promise<ProviderAccountRow> {
    const updatedAt = Math.max(await this.db.now(), row.updatedAt + 1);
    const isWritten = await this.rows.change(row, { ...set, updatedAt }).catch(slugTaken(set.slug ?? row.slug));
    if (!isWritten) throw new AppError('CONFLICT', { detail: 'Somebody else is changing this provider; try again' });
    return this.rows.require(row.companyId, row.id);
  }

  /** What a change is followed by. */
  private async changed(row: ProviderAccountRow): Promise<AiProvider> {
    this.pool.forget(row.companyId);
    if (row.enabled) this.models.soon(row.companyId, await this.pool.connect(row));
    return accountView(row, this.defOf(row.provider), null);
  }

  /** What was found out about the models behind another address, or by another key. */
  private async forgetModels({ companyId, id }: ProviderAccountRow): Promise<void> {
    await this.checks.forget(companyId, { key: id });
    await this.catalogues.delete(companyId, id);
  }

  /** @throws VALIDATION_FAILED */
  private defOf(provider: string): ProviderDef {
    const def = providerDef(provider);
    if (!def || def.needs.length === 0)
      throw invalid([{ path: 'provider', message: `there is no provider ${provider}` }]);
    return def;
  }

  private async freeSlug(companyId: string, provider: string): Promise<string> {
    const taken = new Set((await this.rows.ordered(companyId)).map(({ slug }) => slug));
    for (let number = 1; ; number += 1) {
      const slug = number === 1 ? provider : `${provider}-${number}`;
      if (!taken.has(slug)) return slug;
    }
  }
}

const slugTaken =
  (slug: string) =>
  (error: unknown): never => {
    if (!isDuplicateKey(error)) throw error;
    throw new AppError('CONFLICT', {
      detail: `Another provider of yours is called ${slug}`,
      issues: [{ path: 'slug', message: 'is taken' }],
    });
  };
