import { randomInt, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  AppError,
  may,
  newId,
  type ApiKey,
  type Caller,
  type createApiKey,
  type In,
  type Page,
  type PageQuery,
  type Permission,
  type updateApiKey,
} from '#libs/contracts';
import { absent, Database, TenantRepository } from '#libs/platform/database';
import { apiKeyHash } from '#libs/platform/security';
import { apiKeyEntity, type ApiKeyRow } from './api-key.entity.js';

/** Keys of one company that still count. */
const mostKeys = 500;
/** How exact "last used" is: one write a minute, however busy the key. */
const noteUseEveryMs = 60_000;
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const view = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  createdBy: row.createdBy,
  createdAt: iso(row.createdAt)!,
  expiresAt: iso(row.expiresAt),
  lastUsedAt: iso(row.lastUsedAt),
  revokedAt: iso(row.revokedAt),
});

/** A prefix by which people tell keys apart, and 256 random bits. */
function newKey(): { key: string; prefix: string } {
  const prefix = `aaas_${Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
  return { prefix, key: `${prefix}_${randomBytes(32).toString('base64url')}` };
}

@Injectable()
export class ApiKeysService {
  private readonly keys: TenantRepository<ApiKeyRow>;

  constructor(private readonly db: Database) {
    this.keys = new TenantRepository(db, apiKeyEntity);
  }

  /** The one time that the key is shown. @throws VALIDATION_FAILED for a scope beyond the caller's own role, LIMIT_EXCEEDED */
  async create(
    caller: Caller,
    { name, scopes, expiresAt }: In<typeof createApiKey>['body'],
  ): Promise<ApiKey & { key: string }> {
    if (caller.userId === undefined) throw new AppError('FORBIDDEN', { detail: 'Only a person makes keys' });
    const issues = scopes.flatMap((scope, index) =>
      may(caller, scope) ? [] : [{ path: `scopes[${index}]`, message: `beyond your role, which is ${caller.role}` }],
    );
    if (issues.length > 0) throw new AppError('VALIDATION_FAILED', { detail: issues[0]!.message, issues });
    const now = await this.db.now();
    const valid = await this.keys.count(caller.companyId, { revokedAt: absent() });
    if (valid >= mostKeys)
      throw new AppError('LIMIT_EXCEEDED', { detail: `A company has at most ${mostKeys} keys; revoke some first` });
    const { key, prefix } = newKey();
    const row: ApiKeyRow = {
      id: newId('apiKey'),
      companyId: caller.companyId,
      name,
      prefix,
      hash: apiKeyHash(key),
      scopes: [...new Set(scopes)],
      createdBy: caller.userId,
      createdAt: now,
      expiresAt: expiryOf(expiresAt, now) ?? null,
      lastUsedAt: null,
      revokedAt: null,
    };
    await this.keys.insert(caller.companyId, row);
    return { ...view(row), key };
  }

  async list({ companyId }: Caller, page: PageQuery): Promise<Page<ApiKey>> {
    const found = await this.keys.page(companyId, page);
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** @throws API_KEY_NOT_FOUND */
  async get({ companyId }: Caller, id: string): Promise<ApiKey> {
    return view(await this.require(companyId, id));
  }

  /** @throws API_KEY_NOT_FOUND */
  async update(
    { companyId }: Caller,
    id: string,
    { name, expiresAt }: In<typeof updateApiKey>['body'],
  ): Promise<ApiKey> {
    const row = await this.require(companyId, id);
    const expiry = expiryOf(expiresAt, await this.db.now());
    const changes = { ...(name === undefined ? {} : { name }), ...(expiry === undefined ? {} : { expiresAt: expiry }) };
    await this.keys.update(companyId, { id }, changes);
    return view({ ...row, ...changes });
  }

  /** For good; again is no fault. @throws API_KEY_NOT_FOUND */
  async revoke({ companyId }: Caller, id: string): Promise<void> {
    const { revokedAt } = await this.require(companyId, id);
    if (revokedAt === null) await this.keys.update(companyId, { id }, { revokedAt: await this.db.now() });
  }

  /** The key with this digest, if it still counts. Notes that it was used. */
  async byHash(hash: string): Promise<{ id: string; companyId: string; userId: string; scopes: Permission[] } | null> {
    // Whose it is, is what is asked: the one read here that knows no company yet.
    const row = await this.db.repository(apiKeyEntity).findOneBy({ hash });
    const now = await this.db.now();
    if (!row || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= now)) return null;
    if (row.lastUsedAt === null || row.lastUsedAt < now - noteUseEveryMs)
      await this.keys.update(row.companyId, { id: row.id }, { lastUsedAt: now });
    return { id: row.id, companyId: row.companyId, userId: row.createdBy, scopes: row.scopes };
  }

  private async require(companyId: string, id: string): Promise<ApiKeyRow> {
    const row = await this.keys.get(companyId, id);
    if (!row) throw new AppError('API_KEY_NOT_FOUND');
    return row;
  }
}

/** @throws VALIDATION_FAILED for a time that is past */
function expiryOf(text: string | null | undefined, now: number): number | null | undefined {
  if (text === undefined || text === null) return text;
  const at = Date.parse(text);
  if (at > now) return at;
  throw new AppError('VALIDATION_FAILED', {
    detail: 'expiresAt is past',
    issues: [{ path: 'expiresAt', message: 'expected a time to come' }],
  });
}
