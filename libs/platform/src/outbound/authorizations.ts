import { AppError, type CredentialKind } from '#libs/contracts';
import type { Authorization, SafeHttp } from '../security/index.js';
import type { OpenCredential, OpenSecrets } from './open-credential.js';

type SecretsOf<K extends CredentialKind> = Extract<OpenSecrets, { kind: K }>;
interface Token {
  value: string;
  /** Epoch ms after which it is not used any more. */
  until: number;
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const kept = 500;
/** A token is renewed this long before it ends. */
const marginMs = 30_000;

/** What a credential adds to a request. Tokens of client credentials (RFC 6749, 4.4) are fetched and kept in memory until shortly before they end. */
export class Authorizations {
  private readonly tokens = new Map<string, Promise<Token>>();

  constructor(private readonly http: SafeHttp) {}

  /** @throws CREDENTIAL_UNFIT for one that only signs; EGRESS_FAILED, EGRESS_REFUSED while a token is fetched */
  of(credential: OpenCredential): Authorization | Promise<Authorization> {
    const { secrets } = credential;
    switch (secrets.kind) {
      case 'bearer':
        return { headers: { authorization: `Bearer ${secrets.token}` } };
      case 'basic':
        return { headers: { authorization: `Basic ${base64(`${secrets.username}:${secrets.password}`)}` } };
      case 'header':
        return { headers: { [secrets.header]: secrets.value } };
      case 'query':
        return { query: { [secrets.parameter]: secrets.value } };
      case 'oauth2-client':
        return this.byClient(credential, secrets);
      case 'hmac':
        throw new AppError('CREDENTIAL_UNFIT', { detail: 'A credential of the kind hmac signs, and is never sent' });
    }
  }

  private async byClient(
    { id, updatedAt }: OpenCredential,
    secrets: SecretsOf<'oauth2-client'>,
  ): Promise<Authorization> {
    const key = `${id}@${updatedAt}`;
    let token = await this.tokens.get(key);
    if (!token || token.until <= Date.now()) {
      const asked = this.ask(secrets);
      if (this.tokens.size >= kept) this.tokens.delete(this.tokens.keys().next().value!);
      this.tokens.set(key, asked);
      asked.catch(() => this.tokens.delete(key));
      token = await asked;
    }
    return { headers: { authorization: `Bearer ${token.value}` } };
  }

  private async ask({ tokenUrl, clientId, clientSecret, scope }: SecretsOf<'oauth2-client'>): Promise<Token> {
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) });
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    const response = await this.http.fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${base64(pair)}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      redirect: 'manual',
      timeoutMs: 15_000,
      maxBytes: 64 * 1024,
    });
    const answer = (await response.json().catch(() => undefined)) as
      { access_token?: unknown; expires_in?: unknown } | undefined;
    if (!response.ok || typeof answer?.access_token !== 'string')
      throw new AppError('EGRESS_FAILED', {
        detail: `The token server answered ${response.status}${response.ok ? ' without access_token' : ''}`,
      });
    const seconds = typeof answer.expires_in === 'number' ? answer.expires_in : 300;
    return { value: answer.access_token, until: Date.now() + Math.max(seconds * 1000 - marginMs, 1000) };
  }
}
