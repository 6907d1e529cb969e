import { AppError, isSentByHttp } from '#libs/contracts';
import type { Authorization, SafeHttp, SafeInit } from '../security/index.js';
import { proofTexts, scrubbed } from './answer-scrubber.js';
import { isAllowed } from './allowed-hosts.js';
import { authorizationOf } from './authorization-of.js';
import type { OpenCredential } from './open-credential.js';

/** See `HttpRequest` of the catalogue. */
export interface OutboundRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  credential?: string;
  timeoutMs?: number;
  maxBytes?: number;
  maxRedirects?: number;
}

export interface OutboundAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

type Opener = (companyId: string, credential: string) => Promise<OpenCredential>;

/** Calls of a company to the outside, with its credentials and to their hosts alone. */
export class CredentialedHttp {
  /** @param open looks the credential up in the company, and opens it. @throws CREDENTIAL_NOT_FOUND */
  constructor(
    private readonly http: SafeHttp,
    private readonly open: Opener,
  ) {}

  /**
   * One exchange; any status is an answer. Secrets that the receiver gives back are taken out of the answer.
   * @throws EGRESS_REFUSED, EGRESS_FAILED, LIMIT_EXCEEDED, CREDENTIAL_NOT_FOUND, CREDENTIAL_HOST_REFUSED, CREDENTIAL_UNFIT
   */
  async request(companyId: string, request: OutboundRequest, signal?: AbortSignal): Promise<OutboundAnswer> {
    const { method, url, headers, body, credential, timeoutMs, maxBytes, maxRedirects } = request;
    const secrets: string[] = [];
    const response = await this.http.fetch(url, {
      method,
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(maxRedirects === undefined ? {} : { maxRedirects }),
      ...(maxRedirects === 0 ? { redirect: 'manual' as const } : {}),
      ...(credential === undefined ? {} : { authorize: this.authorizer(companyId, credential, secrets) }),
    });
    const answer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
    return scrubbed(answer, secrets);
  }

  /** The first host must be an allowed one; where redirects lead elsewhere, the credential stays behind. What is sent is noted in `secrets`. */
  authorizer(companyId: string, id: string, secrets: string[]): NonNullable<SafeInit['authorize']> {
    return async (url: URL, hop: number, method: string): Promise<Authorization | undefined> => {
      const credential = await this.open(companyId, id);
      const { secrets: opened, allowedHosts } = credential;
      if (isAllowed(allowedHosts, url) || !isSentByHttp(opened.kind)) {
        const proof = authorizationOf(opened, { method, url });
        secrets.push(...proofTexts(proof));
        return proof;
      }
      if (hop > 0) return undefined;
      throw new AppError('CREDENTIAL_HOST_REFUSED', {
        detail: `This credential may be sent to ${credential.allowedHosts.join(', ') || 'no host'}, not to ${url.origin}`,
      });
    };
  }
}
