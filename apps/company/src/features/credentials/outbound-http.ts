import { Injectable } from '@nestjs/common';
import type { HttpAnswer, HttpCapability, HttpRequest } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import { SafeHttp, type Authorization } from '#libs/platform/security';
import { proofTexts, scrubbed } from './answer-scrubber.js';
import { isAllowed } from './allowed-hosts.js';
import { Authorizations } from './authorizations.js';
import { CredentialsService } from './credentials.service.js';

/** The `http` capability: calls of a company to the outside, with its credentials and to their hosts alone. */
@Injectable()
export class OutboundHttp {
  constructor(
    private readonly http: SafeHttp,
    private readonly credentials: CredentialsService,
    private readonly authorizations: Authorizations,
  ) {}

  capability({ companyId, signal }: { companyId: string; signal: AbortSignal }): HttpCapability {
    return { request: (request) => this.request(companyId, request, signal) };
  }

  /** @throws as `HttpCapability.request` */
  async request(companyId: string, request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
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
  private authorizer(companyId: string, id: string, secrets: string[]) {
    return async (url: URL, hop: number): Promise<Authorization | undefined> => {
      const credential = await this.credentials.open(companyId, id);
      if (isAllowed(credential.allowedHosts, url)) {
        const proof = await this.authorizations.of(credential);
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
