import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AppError } from '#libs/contracts';
import type { KeptSecrets } from '#libs/platform/outbound';
import { SafeHttp } from '#libs/platform/security';

/** What is needed to ask a token server. */
export type OauthClient = Extract<KeptSecrets, { kind: 'oauth2' | 'oauth2-client' }>;

export interface Tokens {
  accessToken: string;
  refreshToken?: string | undefined;
  /** Life of the access token, ms; null when the server names none. */
  lifeMs: number | null;
}

const granted = z.object({
  access_token: z.string().min(1).max(20_000),
  refresh_token: z.string().min(1).max(20_000).optional(),
  expires_in: z.coerce.number().positive().optional(),
});
const refusal = z.object({ error: z.string().max(100).optional(), error_description: z.string().optional() });
const patience = { redirect: 'manual', timeoutMs: 15_000, maxBytes: 64 * 1024 } as const;
/** RFC 6749, 2.3.1: both are form-encoded before they are joined. */
const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;

/** The token endpoint of a company's OAuth server (RFC 6749), reached as everything on somebody's behalf. */
@Injectable()
export class TokenServer {
  constructor(private readonly http: SafeHttp) {}

  /**
   * @throws CREDENTIAL_NOT_CONNECTED when the server takes the grant back for good (`invalid_grant`), EGRESS_FAILED for any other refusal,
   *   EGRESS_REFUSED
   */
  async ask(client: OauthClient, grant: Record<string, string>): Promise<Tokens> {
    const { clientId, clientSecret, clientAuth } = client;
    const inBody = clientSecret === undefined || clientAuth === 'body';
    const form = new URLSearchParams({
      ...grant,
      ...(inBody
        ? { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) }
        : {}),
    });
    const response = await this.http.fetch(client.tokenUrl, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(inBody ? {} : { authorization: basic(clientId, clientSecret) }),
      },
      body: form.toString(),
      ...patience,
    });
    const answer: unknown = await response.json().catch(() => undefined);
    const tokens = granted.safeParse(answer);
    if (response.ok && tokens.success) {
      const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = tokens.data;
      return { accessToken, refreshToken, lifeMs: seconds === undefined ? null : seconds * 1000 };
    }
    throw refused(response.status, answer);
  }
}

/** Only the code of the refusal is told: descriptions may repeat what was sent. */
function refused(status: number, answer: unknown): AppError {
  const { error } = refusal.safeParse(answer).data ?? {};
  const said = error !== undefined && /^[\w.-]+$/.test(error) ? ` (${error})` : '';
  const detail = `The token server answered ${status}${said}${status < 300 ? ' without access_token' : ''}`;
  return new AppError(error === 'invalid_grant' ? 'CREDENTIAL_NOT_CONNECTED' : 'EGRESS_FAILED', { detail });
}
