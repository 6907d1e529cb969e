import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, isDuplicateKey } from '#libs/platform/database';
import { Vault } from '#libs/platform/vault';
import type { CredentialTokenRow } from '../credential.entity.js';
import { TokenRepository, type Renewed } from './token.repository.js';
import { TokenServer, type OauthClient, type Tokens } from './token-server.js';

interface Owner {
  companyId: string;
  id: string;
}
type Kept = Pick<Tokens, 'accessToken' | 'refreshToken'>;

/** A renewal takes at most so long, ms; whoever died in it holds others up no longer. */
const claimMs = 20_000;
/** Whoever waits for another's renewal looks again so often, ms. */
const lookMs = 50;
/** Renewed so long before its end, ms; a short-lived one in its last fifth. */
const marginMs = 60_000;
/** Of client credentials, when the server names no end. */
const unnamedLifeMs = 300_000;

export const tokenOwner = ({ companyId, id }: Owner) => ({ companyId, id, purpose: 'credential-tokens' });

const fresh = (companyId: string, id: string): CredentialTokenRow => ({
  id,
  companyId,
  sealed: null,
  version: 1,
  refreshAt: null,
  expiresAt: null,
  busyUntil: null,
  problem: null,
  connectedBy: null,
  connectedAt: null,
  refreshedAt: null,
});

/**
 * Access tokens of connections. Who needs one and finds it near its end renews it, under a claim in the database: of all replicas one asks the
 * token server, the others take what it got. Until its end the token that is there goes on being used.
 */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly db: Database,
    private readonly rows: TokenRepository,
    private readonly server: TokenServer,
    private readonly vault: Vault,
  ) {}

  /**
   * @param anew the token that is there does not do, however long it lives
   * @throws CREDENTIAL_NOT_CONNECTED, EGRESS_FAILED, EGRESS_REFUSED
   */
  async of(owner: Owner, client: OauthClient, { anew = false } = {}): Promise<string> {
    const until = performance.now() + claimMs;
    let known: number | undefined;
    for (;;) {
      const row = await this.row(owner, client);
      if (row.problem !== null) throw new AppError('CREDENTIAL_NOT_CONNECTED', { detail: row.problem });
      const now = await this.db.now();
      known ??= row.version;
      const isOpen = row.sealed !== null && (row.expiresAt === null || row.expiresAt > now);
      const isAlive = isOpen && !(anew && row.version === known);
      if (isAlive && (row.refreshAt === null || row.refreshAt > now)) return (await this.opened(row)).accessToken;
      if (await this.rows.claim(row, now, now + claimMs)) {
        const renewed = await this.renewed(row, client, isAlive);
        if (renewed !== undefined) return renewed;
      } else if (isAlive) return (await this.opened(row)).accessToken;
      if (performance.now() > until)
        throw new AppError('EGRESS_FAILED', { detail: 'Another process did not get a token in time' });
      await pause(lookMs);
    }
  }

  /** Somebody connected an account. */
  async connect(owner: Owner, tokens: Tokens, userId: string | null): Promise<void> {
    await this.rows.delete(owner.companyId, { id: owner.id });
    const now = await this.db.now();
    const kept = await this.kept(owner, tokens, now, null);
    await this.rows.insert(owner.companyId, {
      ...fresh(owner.companyId, owner.id),
      ...kept,
      connectedBy: userId,
      connectedAt: now,
    });
  }

  async forget({ companyId, id }: Owner): Promise<void> {
    await this.rows.delete(companyId, { id });
  }

  private async row({ companyId, id }: Owner, { kind }: OauthClient): Promise<CredentialTokenRow> {
    const row = await this.rows.get(companyId, id);
    if (row) return row;
    if (kind === 'oauth2') throw new AppError('CREDENTIAL_NOT_CONNECTED');
    const first = fresh(companyId, id);
    try {
      await this.rows.insert(companyId, { ...first });
      return first;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return this.row({ companyId, id }, { kind } as OauthClient);
    }
  }

  /** Undefined when somebody replaced what was renewed: look again. */
  private async renewed(row: CredentialTokenRow, client: OauthClient, isAlive: boolean): Promise<string | undefined> {
    const before = row.sealed === null ? undefined : await this.opened(row);
    try {
      const tokens = await this.server.ask(client, grantOf(client, before));
      const now = await this.db.now();
      const life = client.kind === 'oauth2-client' ? unnamedLifeMs : null;
      const kept = await this.kept(
        row,
        { ...tokens, refreshToken: tokens.refreshToken ?? before?.refreshToken },
        now,
        life,
      );
      return (await this.rows.renew(row, kept)) ? tokens.accessToken : undefined;
    } catch (error) {
      const isOver = AppError.is(error, 'CREDENTIAL_NOT_CONNECTED');
      // Wrong client credentials are put right by whoever changes them; nobody has to connect anything again.
      await this.rows.release(row, isOver && client.kind === 'oauth2' ? error.message : null);
      if (isAlive && before && !isOver) return before.accessToken;
      if (isOver && client.kind === 'oauth2-client')
        throw new AppError('EGRESS_FAILED', { detail: error.message }, { cause: error });
      throw error;
    }
  }

  private async kept(owner: Owner, tokens: Tokens, now: number, unnamed: number | null): Promise<Renewed> {
    const { accessToken, refreshToken, lifeMs } = tokens;
    const life = lifeMs ?? unnamed;
    const kept: Kept = { accessToken, refreshToken };
    // Without a refresh token nothing renews it: it is used to its end.
    const canRenew = refreshToken !== undefined || unnamed !== null;
    return {
      sealed: await this.vault.seal(JSON.stringify(kept), tokenOwner(owner)),
      expiresAt: life === null ? null : now + life,
      refreshAt: life === null ? null : now + (canRenew ? life - Math.min(marginMs, life / 5) : life),
      refreshedAt: now,
    };
  }

  private async opened(row: CredentialTokenRow): Promise<Kept> {
    return JSON.parse(await this.vault.open(row.sealed!, tokenOwner(row))) as Kept;
  }
}

function grantOf({ kind, scope }: OauthClient, before: Kept | undefined): Record<string, string> {
  if (kind === 'oauth2-client') return { grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) };
  if (before?.refreshToken === undefined)
    throw new AppError('CREDENTIAL_NOT_CONNECTED', {
      detail: 'Its token has ended, and the other side gave none to renew it with',
    });
  return { grant_type: 'refresh_token', refresh_token: before.refreshToken };
}
