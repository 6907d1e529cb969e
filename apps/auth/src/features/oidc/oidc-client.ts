import { Inject, Injectable } from '@nestjs/common';
import type { Configuration, CustomFetch } from 'openid-client';
import { AppError } from '#libs/contracts';
import { BriefMemory } from '#libs/platform/cache';
import { EgressPolicy, SafeHttp } from '#libs/platform/security';
import { SecretUses } from '#libs/platform/audit';
import { Vault } from '#libs/platform/vault';
import { publicUrl } from '../account/account-mailer.js';
import type { OidcProviderRow } from './oidc.entity.js';

export const secretOwner = ({ id, companyId }: Pick<OidcProviderRow, 'id' | 'companyId'>) => ({
  companyId,
  id,
  purpose: 'oidc',
});

/** What an identity provider says of somebody, after everything that must hold of an ID token was checked. */
export interface Claims {
  subject: string;
  /** Lower case; null when it says none, or says that it is not verified. */
  email: string | null;
  name: string | null;
}

type Provider = Pick<OidcProviderRow, 'id' | 'companyId' | 'issuer' | 'clientId' | 'sealedSecret'>;
const patience = { timeoutMs: 10_000, maxBytes: 1024 * 1024 };

/** The protocol: authorization code with PKCE (S256), state and nonce. Every request leaves by the client that refuses private addresses. */
@Injectable()
export class OidcClient {
  private readonly known = new BriefMemory<Configuration>({ ttlMs: 300_000, entries: 200 });

  constructor(
    private readonly http: SafeHttp,
    private readonly egress: EgressPolicy,
    private readonly vault: Vault,
    private readonly uses: SecretUses,
    @Inject(publicUrl) private readonly url: string,
  ) {}

  get callbackUrl(): string {
    return `${this.url}/api/v1/auth/oidc/callback`;
  }

  /** Reads what the provider says about itself. @throws OIDC_UNREACHABLE, EGRESS_REFUSED */
  async check(provider: Provider): Promise<void> {
    await this.configuration(provider);
  }

  /** Where the browser goes, and the secrets that its way back must fit. @throws OIDC_UNREACHABLE, EGRESS_REFUSED */
  async begin(provider: Provider): Promise<{ url: string; state: string; verifier: string; nonce: string }> {
    const oidc = await import('openid-client');
    const configuration = await this.configuration(provider);
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callbackUrl,
      scope: 'openid email profile',
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, state, verifier, nonce };
  }

  /**
   * Exchanges the code and checks the ID token: signature, issuer, audience, expiry, nonce.
   * @throws OIDC_REFUSED when the provider said no or anything does not fit, OIDC_UNREACHABLE
   */
  async finish(
    provider: Provider,
    query: Readonly<Record<string, unknown>>,
    expected: { state: string; verifier: string; nonce: string },
  ): Promise<Claims> {
    const oidc = await import('openid-client');
    const configuration = await this.configuration(provider);
    const current = new URL(this.callbackUrl);
    for (const [name, value] of Object.entries(query)) current.searchParams.set(name, String(value));
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, current, {
        pkceCodeVerifier: expected.verifier,
        expectedState: expected.state,
        expectedNonce: expected.nonce,
        idTokenExpected: true,
      });
      return await this.claimsOf(configuration, tokens.claims(), tokens.access_token);
    } catch (cause) {
      throw AppError.is(cause) ? cause : new AppError('OIDC_REFUSED', {}, { cause });
    }
  }

  /** Forgets what was read of a provider that changed. */
  forget(id: string): void {
    this.known.forget(id);
  }

  /** Many providers put the address into their user info alone. */
  private async claimsOf(
    configuration: Configuration,
    claims: Readonly<Record<string, unknown>> | undefined,
    accessToken: string,
  ): Promise<Claims> {
    const subject = claims?.['sub'];
    if (typeof subject !== 'string' || subject === '' || subject.length > 255) throw new AppError('OIDC_REFUSED');
    let all: Readonly<Record<string, unknown>> = claims ?? {};
    if (typeof all['email'] !== 'string' && configuration.serverMetadata().userinfo_endpoint) {
      const oidc = await import('openid-client');
      all = { ...(await oidc.fetchUserInfo(configuration, accessToken, subject)), ...all };
    }
    const [email, name] = [all['email'], all['name']];
    const counts = typeof email === 'string' && all['email_verified'] !== false && all['email_verified'] !== 'false';
    return {
      subject,
      email: counts ? email.trim().toLowerCase() : null,
      name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 100) : null,
    };
  }

  private configuration(provider: Provider): Promise<Configuration> {
    return this.known.of(provider.id, () => this.discover(provider));
  }

  private async discover(provider: Provider): Promise<Configuration> {
    const oidc = await import('openid-client');
    const issuer = new URL(provider.issuer);
    // Plain http only where the operator vouches for the host.
    const isPlain = issuer.protocol === 'http:';
    if (isPlain && !this.egress.listsHost(issuer.hostname, Number(issuer.port || 80)))
      throw new AppError('EGRESS_REFUSED', { detail: 'An identity provider is reached by https' });
    if (provider.sealedSecret !== null)
      this.uses.note({
        type: 'identity-provider',
        id: provider.id,
        companyId: provider.companyId,
        label: provider.issuer,
      });
    const secret =
      provider.sealedSecret === null ? undefined : await this.vault.open(provider.sealedSecret, secretOwner(provider));
    const fetch: CustomFetch = (url, options) =>
      this.http.fetch(url, { ...options, ...patience, maxRedirects: 0 } as never) as never;
    try {
      return await oidc.discovery(
        issuer,
        provider.clientId,
        undefined,
        secret === undefined ? oidc.None() : oidc.ClientSecretPost(secret),
        { [oidc.customFetch]: fetch, execute: isPlain ? [oidc.allowInsecureRequests] : [] },
      );
    } catch (cause) {
      if (AppError.is(cause, 'EGRESS_REFUSED')) throw cause;
      const inner = (cause as { cause?: unknown }).cause;
      if (AppError.is(inner, 'EGRESS_REFUSED')) throw inner;
      throw new AppError(
        'OIDC_UNREACHABLE',
        { detail: `${provider.issuer} did not answer as an identity provider` },
        { cause },
      );
    }
  }
}
