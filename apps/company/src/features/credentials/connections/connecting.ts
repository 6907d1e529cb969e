import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Caller } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Database, TenantRepository } from '#libs/platform/database';
import { credentialOwner, type KeptSecrets } from '#libs/platform/outbound';
import { Vault } from '#libs/platform/vault';
import { publicUrl } from '../../triggers/public-url.js';
import { credentialFlowEntity, type CredentialFlowRow, type CredentialRow } from '../credential.entity.js';
import { CredentialRepository } from '../credential.repository.js';
import { AccessTokens } from './access-tokens.js';
import { TokenServer } from './token-server.js';

const flowLifeMs = 600_000;
const digest = (text: string) => createHash('sha256').update(text).digest('base64url');
const random = () => randomBytes(32).toString('base64url');
const verifierOwner = ({ companyId, id }: Pick<CredentialFlowRow, 'companyId' | 'id'>) => ({
  companyId,
  id,
  purpose: 'credential-flow',
});

/**
 * A person connects an account: authorization code with PKCE (RFC 7636). The browser comes back to a page of the web app, which finishes it
 * as the person who is signed in; it must be the one who began it, so nobody can be led to connect an account for somebody else.
 */
@Injectable()
export class Connecting {
  private readonly flows: TenantRepository<CredentialFlowRow>;

  constructor(
    private readonly db: Database,
    private readonly rows: CredentialRepository,
    private readonly tokens: AccessTokens,
    private readonly server: TokenServer,
    private readonly vault: Vault,
    private readonly trail: AuditTrail,
    @Inject(publicUrl) private readonly home: string,
  ) {
    this.flows = new TenantRepository(db, credentialFlowEntity);
  }

  /** @throws CREDENTIAL_NOT_FOUND, CREDENTIAL_UNFIT for one that nobody connects */
  async begin({ companyId, userId }: Caller, id: string): Promise<{ url: string; redirectUri: string }> {
    const row = await this.rows.require(companyId, id);
    const client = await this.clientOf(row);
    const [state, verifier] = [random(), random()];
    const now = await this.db.now();
    const owner = { companyId, id: digest(state) };
    await this.db.run('DELETE FROM credential_flows WHERE expires_at <= ?', [now]);
    await this.flows.insert(companyId, {
      ...owner,
      credentialId: id,
      userId: userId ?? '',
      sealedVerifier: await this.vault.sealForTravel(verifier, verifierOwner(owner)),
      expiresAt: now + flowLifeMs,
    });
    const url = new URL(client.authorizeUrl);
    for (const [name, value] of new URLSearchParams(client.authorizeParameters ?? ''))
      url.searchParams.set(name, value);
    const parameters = {
      response_type: 'code',
      client_id: client.clientId,
      redirect_uri: this.redirectUri,
      ...(client.scope === undefined ? {} : { scope: client.scope }),
      state,
      code_challenge: digest(verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, redirectUri: this.redirectUri };
  }

  /** @returns the id of the credential @throws CONNECTION_REFUSED, EGRESS_FAILED, EGRESS_REFUSED */
  async finish(caller: Caller, { state, code }: { state: string; code: string }): Promise<string> {
    const flow = await this.take(caller, digest(state));
    const row = await this.rows.get(caller.companyId, flow.credentialId);
    if (!row) throw new AppError('CONNECTION_REFUSED');
    const client = await this.clientOf(row);
    const verifier = await this.vault.open(flow.sealedVerifier, verifierOwner(flow));
    const grant = { grant_type: 'authorization_code', code, redirect_uri: this.redirectUri, code_verifier: verifier };
    const tokens = await this.server.ask(client, grant).catch((cause: unknown) => {
      if (!AppError.is(cause, 'CREDENTIAL_NOT_CONNECTED')) throw cause;
      throw new AppError('CONNECTION_REFUSED', { detail: cause.message }, { cause });
    });
    await this.tokens.connect(row, tokens, caller.userId ?? null);
    await this.tell(row, 'connected');
    return row.id;
  }

  /** @throws CREDENTIAL_NOT_FOUND */
  async disconnect({ companyId }: Caller, id: string): Promise<void> {
    const row = await this.rows.require(companyId, id);
    await this.tokens.forget(row);
    await this.tell(row, 'disconnected');
  }

  private get redirectUri(): string {
    return `${this.home}/connections/callback`;
  }

  /** Uses it up: whoever comes second finds nothing. */
  private async take({ companyId, userId }: Caller, id: string): Promise<CredentialFlowRow> {
    const flow = await this.flows.get(companyId, id);
    if (!flow || !userId || flow.userId !== userId || flow.expiresAt <= (await this.db.now()))
      throw new AppError('CONNECTION_REFUSED');
    if ((await this.flows.delete(companyId, { id })) === 0) throw new AppError('CONNECTION_REFUSED');
    return flow;
  }

  private async clientOf({ companyId, id, sealed }: CredentialRow) {
    const secrets = JSON.parse(await this.vault.open(sealed, credentialOwner(companyId, id))) as KeptSecrets;
    if (secrets.kind !== 'oauth2')
      throw new AppError('CREDENTIAL_UNFIT', { detail: `Nobody connects a credential of the kind ${secrets.kind}` });
    return secrets;
  }

  private tell({ companyId, id, name }: CredentialRow, verb: string): Promise<void> {
    return this.trail.tellAlone({
      companyId,
      action: `credential.${verb}`,
      target: { type: 'credential', id, label: name },
    });
  }
}
