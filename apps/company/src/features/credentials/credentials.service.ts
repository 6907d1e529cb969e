import { Injectable } from '@nestjs/common';
import { addDuration } from '#libs/catalog/kit';
import {
  AppError,
  credentialSecrets,
  newId,
  toolsRpc,
  type Caller,
  type Credential,
  type NewCredential,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { issuesOf } from '#libs/platform/http';
import {
  credentialOwner,
  openCredential,
  type OpenCredential,
  type OpenSecrets,
  type SealedCredential,
} from '#libs/platform/outbound';
import { RpcClient } from '#libs/platform/rpc';
import { SecretBox } from '#libs/platform/security';
import type { CredentialRow } from './credential.entity.js';
import { CredentialRepository } from './credential.repository.js';
import { shownOf } from './credential-secrets.js';
import { SecretUses } from './secret-uses.js';

const iso = (ms: number) => new Date(ms).toISOString();
const longestOverlapMs = 7 * 86_400_000;

const view = ({ id, name, kind, allowedHosts, account, hint, createdAt, updatedAt }: CredentialRow): Credential => ({
  id,
  name,
  kind,
  allowedHosts,
  account,
  hint,
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

interface Changes {
  name?: string | undefined;
  allowedHosts?: string[] | undefined;
  secrets?: Record<string, unknown> | undefined;
  keepPreviousFor?: string | undefined;
}

/** Secrets of a company: sealed at rest, opened only where they leave. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly db: Database,
    private readonly rows: CredentialRepository,
    private readonly box: SecretBox,
    private readonly uses: SecretUses,
    private readonly rpc: RpcClient,
  ) {}

  async create(caller: Caller, { name, allowedHosts, ...given }: NewCredential): Promise<Credential> {
    // TypeScript does not follow a union through the rest of its fields.
    const secrets = given as OpenSecrets;
    const now = await this.db.now();
    const id = newId('credential');
    const row: CredentialRow = {
      id,
      companyId: caller.companyId,
      name,
      kind: secrets.kind,
      allowedHosts,
      ...this.sealed(caller.companyId, id, secrets),
      createdBy: caller.userId ?? null,
      createdAt: now,
      updatedAt: now,
    };
    await this.rows.insert(caller.companyId, row);
    return view(row);
  }

  async list(caller: Caller, page: PageQuery): Promise<Page<Credential>> {
    const found = await this.rows.page(caller.companyId, page);
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** @throws CREDENTIAL_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<Credential> {
    return view(await this.rows.require(caller.companyId, id));
  }

  /** @throws CREDENTIAL_NOT_FOUND, VALIDATION_FAILED naming the field of its kind */
  async update(caller: Caller, id: string, changes: Changes): Promise<Credential> {
    const row = await this.rows.require(caller.companyId, id);
    const now = await this.db.now();
    const { name, allowedHosts } = changes;
    if (allowedHosts?.length === 0 && row.kind !== 'hmac') throw invalid('allowedHosts', 'expected at least one host');
    await this.rows.update(
      caller.companyId,
      { id },
      {
        ...(name === undefined ? {} : { name }),
        ...(allowedHosts === undefined ? {} : { allowedHosts }),
        ...(changes.secrets === undefined ? {} : this.sealed(row.companyId, id, this.replaced(row, changes, now))),
        updatedAt: Math.max(now, row.updatedAt + 1),
      },
    );
    return this.get(caller, id);
  }

  /** @throws CREDENTIAL_NOT_FOUND, CREDENTIAL_IN_USE naming workflows, own tools and settings; UNAVAILABLE when the tools cannot be asked */
  async delete(caller: Caller, id: string): Promise<void> {
    await this.rows.require(caller.companyId, id);
    const workflows = await this.rows.usedBy(caller.companyId, id);
    const { tools, settings } = await this.rpc.call(toolsRpc.credentialUses, { id }, { caller });
    const users = [
      ...workflows.map(({ name }) => `the workflow ${name}`),
      ...tools.map(({ name }) => `the tool ${name}`),
      ...settings.map((name) => `the settings of ${name}`),
    ];
    if (users.length > 0)
      throw new AppError('CREDENTIAL_IN_USE', { detail: `Used by ${users.join(', ')}`, workflows, tools, settings });
    await this.rows.delete(caller.companyId, { id });
  }

  /** For use, right before it leaves. @throws CREDENTIAL_NOT_FOUND, also for one of another company; SECRET_UNREADABLE */
  async open(companyId: string, id: string): Promise<OpenCredential> {
    const { kind: _, ...sealed } = await this.sealedOne(companyId, id);
    return openCredential(this.box, sealed);
  }

  /** For another service, which opens it where it leaves. @throws CREDENTIAL_NOT_FOUND, also for one of another company */
  async sealedOne(companyId: string, id: string): Promise<SealedCredential & Pick<CredentialRow, 'kind'>> {
    const row = await this.rows.require(companyId, id);
    const { kind, sealed, allowedHosts, updatedAt } = row;
    this.uses.note(row);
    return { id, companyId, kind, sealed, allowedHosts, updatedAt };
  }

  private sealed(companyId: string, id: string, secrets: OpenSecrets) {
    return { sealed: this.box.seal(JSON.stringify(secrets), credentialOwner(companyId, id)), ...shownOf(secrets) };
  }

  private replaced({ id, companyId, kind, sealed }: CredentialRow, changes: Changes, now: number): OpenSecrets {
    const parsed = credentialSecrets[kind].safeParse(changes.secrets);
    if (!parsed.success) {
      const issues = issuesOf(parsed.error, ['secrets']);
      throw new AppError('VALIDATION_FAILED', { detail: `${issues[0]?.path}: ${issues[0]?.message}`, issues });
    }
    const secrets = { kind, ...parsed.data } as OpenSecrets;
    if (changes.keepPreviousFor === undefined) return secrets;
    const until = addDuration(now, changes.keepPreviousFor);
    const before = JSON.parse(this.box.open(sealed, credentialOwner(companyId, id))) as OpenSecrets;
    if (before.kind !== 'hmac') throw invalid('keepPreviousFor', 'only a secret of the kind hmac overlaps');
    if (until > now + longestOverlapMs) throw invalid('keepPreviousFor', 'expected at most 7 days');
    return { ...secrets, previous: { secret: before.secret, until } };
  }
}

const invalid = (path: string, message: string) =>
  new AppError('VALIDATION_FAILED', { detail: `${path}: ${message}`, issues: [{ path, message }] });
