import { Injectable } from '@nestjs/common';
import { addDuration } from '#libs/catalog/kit';
import {
  AppError,
  credentialSecrets,
  hostedKinds,
  hostlessKinds,
  newId,
  notificationsRpc,
  toolsRpc,
  type Caller,
  type Credential,
  type CredentialKind,
  type NewCredential,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { issuesOf } from '#libs/platform/http';
import { credentialOwner, type KeptSecrets } from '#libs/platform/outbound';
import { RpcClient } from '#libs/platform/rpc';
import { Vault } from '#libs/platform/vault';
import { AccessTokens } from './connections/access-tokens.js';
import { TokenRepository } from './connections/token.repository.js';
import type { CredentialRow } from './credential.entity.js';
import { CredentialOpener } from './credential-opener.js';
import { CredentialRepository } from './credential.repository.js';
import { ownHosts, shownOf } from './credential-secrets.js';
import { CredentialUses } from './credential-uses.js';
import { credentialView } from './credential-view.js';

const longestOverlapMs = 7 * 86_400_000;

interface Changes {
  name?: string | undefined;
  allowedHosts?: string[] | undefined;
  secrets?: Record<string, unknown> | undefined;
  keepPreviousFor?: string | undefined;
}

/** Secrets of a company: sealed at rest, never answered, opened only where they leave (`CredentialOpener`). */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly db: Database,
    private readonly rows: CredentialRepository,
    private readonly vault: Vault,
    private readonly opener: CredentialOpener,
    private readonly tokenRows: TokenRepository,
    private readonly tokens: AccessTokens,
    private readonly uses: CredentialUses,
    private readonly rpc: RpcClient,
  ) {}

  async create(caller: Caller, { name, allowedHosts, ...given }: NewCredential): Promise<Credential> {
    // TypeScript does not follow a union through the rest of its fields.
    const secrets = given as KeptSecrets;
    const now = await this.db.now();
    const id = newId('credential');
    const row: CredentialRow = {
      id,
      companyId: caller.companyId,
      name,
      kind: secrets.kind,
      allowedHosts: hostsFor(secrets, allowedHosts),
      ...(await this.sealed(caller.companyId, id, secrets)),
      createdBy: caller.userId ?? null,
      createdAt: now,
      updatedAt: now,
    };
    await this.rows.insert(caller.companyId, row);
    return credentialView(row, {});
  }

  async list(caller: Caller, page: PageQuery): Promise<Page<Credential>> {
    const found = await this.rows.page(caller.companyId, page);
    return { items: await this.views(caller.companyId, found.items), nextCursor: found.nextCursor };
  }

  /** @throws CREDENTIAL_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<Credential> {
    const [view] = await this.views(caller.companyId, [await this.rows.require(caller.companyId, id)]);
    return view!;
  }

  /** @throws CREDENTIAL_NOT_FOUND, VALIDATION_FAILED naming the field of its kind */
  async update(caller: Caller, id: string, changes: Changes): Promise<Credential> {
    const row = await this.rows.require(caller.companyId, id);
    const now = await this.db.now();
    const { name } = changes;
    const secrets = changes.secrets === undefined ? undefined : await this.replaced(row, changes, now);
    const allowedHosts =
      changes.allowedHosts === undefined && (secrets === undefined || row.kind !== 's3')
        ? undefined
        : await this.hosts(row, secrets, changes.allowedHosts ?? []);
    await this.rows.update(
      caller.companyId,
      { id },
      {
        ...(name === undefined ? {} : { name }),
        ...(allowedHosts === undefined ? {} : { allowedHosts }),
        ...(secrets === undefined ? {} : await this.sealed(row.companyId, id, secrets)),
        updatedAt: Math.max(now, row.updatedAt + 1),
      },
    );
    // Tokens belong to the client that they were given to.
    if (secrets !== undefined) await this.tokens.forget(row);
    return this.get(caller, id);
  }

  /** @throws CREDENTIAL_NOT_FOUND, CREDENTIAL_IN_USE naming what uses it; UNAVAILABLE when tools or channels cannot be asked */
  async delete(caller: Caller, id: string): Promise<void> {
    await this.rows.require(caller.companyId, id);
    const workflows = await this.rows.usedBy(caller.companyId, id);
    const { tools, settings } = await this.rpc.call(toolsRpc.credentialUses, { id }, { caller });
    const { channels } = await this.rpc.call(notificationsRpc.credentialUses, { id }, { caller });
    const users = [
      ...workflows.map(({ name }) => `the workflow ${name}`),
      ...tools.map(({ name }) => `the tool ${name}`),
      ...settings.map((name) => `the settings of ${name}`),
      ...channels.map(({ name }) => `the channel ${name}`),
    ];
    const detail = `Used by ${users.join(', ')}`;
    if (users.length > 0) throw new AppError('CREDENTIAL_IN_USE', { detail, workflows, tools, settings, channels });
    await this.rows.delete(caller.companyId, { id });
    await this.tokens.forget({ companyId: caller.companyId, id });
    await this.uses.forget(caller.companyId, id);
  }

  /** Who used it, the latest first. @throws CREDENTIAL_NOT_FOUND */
  async usesOf({ companyId }: Caller, id: string) {
    await this.rows.require(companyId, id);
    return { items: await this.uses.of(companyId, id) };
  }

  private async views(companyId: string, rows: readonly CredentialRow[]): Promise<Credential[]> {
    const ids = rows.map(({ id }) => id);
    const [tokens, latest] = await Promise.all([
      this.tokenRows.ofAll(companyId, ids),
      this.uses.latest(companyId, ids),
    ]);
    return rows.map((row) => credentialView(row, { tokens: tokens.get(row.id), lastUsedAt: latest.get(row.id) }));
  }

  private async sealed(companyId: string, id: string, secrets: KeptSecrets) {
    const sealed = await this.vault.seal(JSON.stringify(secrets), credentialOwner(companyId, id));
    return { sealed, ...shownOf(secrets) };
  }

  private async hosts(row: CredentialRow, secrets: KeptSecrets | undefined, given: string[]): Promise<string[]> {
    if (given.length === 0 && !knowsItsHosts(row.kind)) throw invalid('allowedHosts', 'expected at least one host');
    return hostsFor(secrets ?? (await this.opener.kept(row)), given);
  }

  private async replaced(row: CredentialRow, changes: Changes, now: number): Promise<KeptSecrets> {
    const { kind } = row;
    const parsed = credentialSecrets[kind].safeParse(changes.secrets);
    if (!parsed.success) {
      const issues = issuesOf(parsed.error, ['secrets']);
      throw new AppError('VALIDATION_FAILED', { detail: `${issues[0]?.path}: ${issues[0]?.message}`, issues });
    }
    const secrets = { kind, ...parsed.data } as KeptSecrets;
    if (changes.keepPreviousFor === undefined) return secrets;
    const until = addDuration(now, changes.keepPreviousFor);
    const before = await this.opener.kept(row);
    if (before.kind !== 'hmac') throw invalid('keepPreviousFor', 'only a secret of the kind hmac overlaps');
    if (until > now + longestOverlapMs) throw invalid('keepPreviousFor', 'expected at most 7 days');
    return { ...secrets, previous: { secret: before.secret, until } };
  }
}

const knowsItsHosts = (kind: CredentialKind): boolean => hostlessKinds.includes(kind) || hostedKinds.includes(kind);

/** Hosts that were named; where none were, those that the credential knows by itself. */
const hostsFor = (secrets: KeptSecrets, given: string[]): string[] =>
  hostlessKinds.includes(secrets.kind) ? [] : given.length > 0 ? given : ownHosts(secrets);

const invalid = (path: string, message: string) =>
  new AppError('VALIDATION_FAILED', { detail: `${path}: ${message}`, issues: [{ path, message }] });
