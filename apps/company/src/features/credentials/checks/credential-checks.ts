import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type CredentialKind } from '#libs/contracts';
import type { KeptSecrets } from '#libs/platform/outbound';
import { EgressPolicy } from '#libs/platform/security';
import { AccessTokens } from '../connections/access-tokens.js';
import type { CredentialRow } from '../credential.entity.js';
import { CredentialOpener } from '../credential-opener.js';
import { CredentialRepository } from '../credential.repository.js';
import { OutboundHttp } from '../outbound-http.js';
import { verifySmtp } from './smtp-check.js';

export interface Verdict {
  accepted: boolean;
  status: number | null;
  detail: string | null;
}
interface Asked {
  row: CredentialRow;
  url: string | undefined;
  signal: AbortSignal;
}
type Kept<K extends CredentialKind> = Extract<KeptSecrets, { kind: K }>;

/** What the other side said is told as it is; that it did not answer is a verdict too. */
const refusals = ['EGRESS_FAILED', 'CREDENTIAL_NOT_CONNECTED'] as const;
const longestDetail = 300;

/** Tries credentials at the other side, each kind in its own way. */
@Injectable()
export class CredentialChecks {
  constructor(
    private readonly rows: CredentialRepository,
    private readonly opener: CredentialOpener,
    private readonly outbound: OutboundHttp,
    private readonly tokens: AccessTokens,
    private readonly egress: EgressPolicy,
  ) {}

  private readonly checks: { [K in CredentialKind]: (asked: Asked) => Promise<Verdict> } = {
    bearer: (asked) => this.atUrl(asked),
    basic: (asked) => this.atUrl(asked),
    header: (asked) => this.atUrl(asked),
    query: (asked) => this.atUrl(asked),
    generic: (asked) => this.atUrl(asked),
    oauth2: (asked) => this.token(asked),
    'oauth2-client': (asked) => this.token(asked),
    hmac: (asked) => this.signs(asked),
    slack: (asked) => this.slack(asked),
    s3: (asked) => this.s3(asked),
    smtp: (asked) => this.smtp(asked),
  };

  /** @throws CREDENTIAL_NOT_FOUND, VALIDATION_FAILED without an address where one is needed, CREDENTIAL_HOST_REFUSED, EGRESS_REFUSED */
  async check({ companyId }: Caller, id: string, url: string | undefined, signal: AbortSignal): Promise<Verdict> {
    const row = await this.rows.require(companyId, id);
    return this.checks[row.kind]({ row, url, signal });
  }

  private async atUrl({ row, url, signal }: Asked): Promise<Verdict> {
    if (url === undefined) {
      const issues = [{ path: 'url', message: 'expected an address to ask' }];
      throw new AppError('VALIDATION_FAILED', { detail: 'url: expected an address to ask', issues });
    }
    const { status } = await this.ask(row, { method: 'GET', url }, signal);
    return { accepted: status < 400, status, detail: null };
  }

  /** Gets a token, whether or not there is one: what is there may have been taken back. */
  private async token(asked: Asked): Promise<Verdict> {
    if (asked.url !== undefined) return this.atUrl(asked);
    const secrets = await this.kept<'oauth2' | 'oauth2-client'>(asked.row);
    return verdictOf(async () => {
      await this.tokens.of(asked.row, secrets, { anew: true });
      return 'The token server gave an access token';
    });
  }

  private async signs({ row }: Asked): Promise<Verdict> {
    const { secret } = await this.kept<'hmac'>(row);
    createHmac('sha256', secret).update('').digest();
    return {
      accepted: true,
      status: null,
      detail: 'It opens and signs; whether the other side has the same, its first message shows',
    };
  }

  private async slack({ row, signal }: Asked): Promise<Verdict> {
    const base = baseOf(row);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await this.ask(row, { method: 'POST', url: `${base}/api/auth.test`, headers, body: '' }, signal);
    const said = jsonOf(answer.body);
    const [ok, error, team, user] = [said['ok'] === true, said['error'], said['team'], said['user']];
    const detail = ok ? `${String(user)} in ${String(team)}` : typeof error === 'string' ? error : null;
    return { accepted: ok, status: answer.status, detail: detail?.slice(0, longestDetail) ?? null };
  }

  /** Looks into its bucket, else lists the buckets. */
  private async s3({ row, signal }: Asked): Promise<Verdict> {
    const { bucket, endpoint, region } = await this.kept<'s3'>(row);
    const base = (endpoint ?? `https://s3.${region}.amazonaws.com`).replace(/\/+$/, '');
    const url = bucket === undefined ? `${base}/` : `${base}/${bucket}?list-type=2&max-keys=1`;
    const { status, body } = await this.ask(row, { method: 'GET', url }, signal);
    const code = /<Code>(\w{1,100})<\/Code>/.exec(Buffer.from(body).toString('utf8'))?.[1];
    return { accepted: status < 300, status, detail: code ?? null };
  }

  private async smtp({ row, signal }: Asked): Promise<Verdict> {
    const server = await this.kept<'smtp'>(row);
    return verdictOf(() => verifySmtp(server, this.egress, signal));
  }

  private ask(
    row: CredentialRow,
    request: { method: string; url: string; headers?: Record<string, string>; body?: string },
    signal: AbortSignal,
  ) {
    return this.outbound.request(row.companyId, { ...request, credential: row.id, timeoutMs: 15_000 }, signal);
  }

  private async kept<K extends CredentialKind>(row: CredentialRow): Promise<Kept<K>> {
    return (await this.opener.kept(row)) as Kept<K>;
  }
}

async function verdictOf(attempt: () => Promise<string>): Promise<Verdict> {
  try {
    return { accepted: true, status: null, detail: await attempt() };
  } catch (error) {
    if (!refusals.some((code) => AppError.is(error, code))) throw error;
    return { accepted: false, status: null, detail: (error as AppError).message.slice(0, longestDetail) };
  }
}

/** Slack's own address, unless the credential was given to another. */
function baseOf({ allowedHosts: [host = 'slack.com'] }: CredentialRow): string {
  return host.startsWith('http://') ? host : `https://${host}`;
}

function jsonOf(body: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
