import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { LRUCache } from 'lru-cache';
import { AppError, caller as callerSchema, type Caller } from '#libs/contracts';

/** Fixed claims of every access token (RFC 9068 for `typ`). */
export const accessTokenClaims = { typ: 'at+jwt', iss: 'aaas', aud: 'aaas-api', alg: 'ES256' } as const;

/** Where the public keys come from: `auth` itself, or a call to it. */
export abstract class KeySource {
  abstract keys(): Promise<JsonWebKey[]>;
}

/** An unknown key id makes the keys be read again, at most this often. */
const refreshEveryMs = 10_000;

const keptTokens = 10_000;

/** Verifies access tokens without asking anybody: ES256 alone, our own keys alone, `typ`, `iss`, `aud`, `exp` checked. */
export class AccessTokens {
  private readonly jwt = new JwtService({});
  private trusted = new Map<string, string>();
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;
  /** Callers of tokens that were verified with the keys of now, by the token's digest, until the token expires. */
  private readonly verified = new LRUCache<string, { caller: Caller; expiresAt: number }>({ max: keptTokens });

  constructor(
    private readonly source: KeySource,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Whom a token names that was verified before. */
  known(token: string): Caller | undefined {
    const known = this.verified.get(digestOf(token));
    return known && this.clock() < known.expiresAt ? known.caller : undefined;
  }

  /** A token is verified once; what it says holds until it expires or the keys change. @throws UNAUTHENTICATED, TOKEN_EXPIRED */
  async verify(token: string): Promise<Caller> {
    const known = this.known(token);
    if (known) return known;
    const { caller, expiresAt } = await this.verifyAnew(token);
    this.verified.set(digestOf(token), { caller, expiresAt });
    return caller;
  }

  private async verifyAnew(token: string): Promise<{ caller: Caller; expiresAt: number }> {
    const header = this.headerOf(token);
    const key = await this.key(header.kid);
    let claims: Record<string, unknown>;
    try {
      claims = await this.jwt.verifyAsync(token, {
        publicKey: key,
        algorithms: [accessTokenClaims.alg],
        issuer: accessTokenClaims.iss,
        audience: accessTokenClaims.aud,
      });
    } catch (cause) {
      if ((cause as Error).name === 'TokenExpiredError') throw new AppError('TOKEN_EXPIRED', {}, { cause });
      throw refused('The access token is not valid', cause);
    }
    const caller = callerSchema.safeParse({
      kind: 'user',
      userId: claims['sub'],
      sessionId: claims['sid'],
      companyId: claims['cid'],
      role: claims['role'],
    });
    if (!caller.success || !caller.data.userId || !caller.data.sessionId || typeof claims['exp'] !== 'number')
      throw refused('The access token lacks claims', caller.error);
    return { caller: caller.data, expiresAt: claims['exp'] * 1000 };
  }

  /** Header fields are hints only: `alg` and `typ` must be ours, `jku`, `jwk` and `x5u` are never followed. */
  private headerOf(token: string): { kid: string } {
    const header = this.jwt.decode<{ header?: Record<string, unknown> } | null>(token, { complete: true })?.header;
    if (
      header?.['alg'] !== accessTokenClaims.alg ||
      header['typ'] !== accessTokenClaims.typ ||
      typeof header['kid'] !== 'string'
    )
      throw refused('This is no access token');
    return { kid: header['kid'] };
  }

  private async key(kid: string): Promise<string> {
    if (!this.trusted.has(kid) && this.clock() - this.readAt >= refreshEveryMs) await this.read();
    const key = this.trusted.get(kid);
    if (key === undefined) throw refused('The access token is signed by an unknown key');
    return key;
  }

  private read(): Promise<void> {
    this.reading ??= this.source
      .keys()
      .then((keys) => {
        this.trusted = new Map(
          keys.map((jwk) => [
            String(jwk['kid']),
            createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString(),
          ]),
        );
        this.readAt = this.clock();
        this.verified.clear();
      })
      .finally(() => {
        this.reading = undefined;
      });
    return this.reading;
  }
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const refused = (detail: string, cause?: unknown) => new AppError('UNAUTHENTICATED', { detail }, { cause });
