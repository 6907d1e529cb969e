import { Injectable } from '@nestjs/common';
import type { HttpAnswer, HttpCapability, HttpRequest } from '#libs/catalog/kit';
import { CredentialedHttp } from '#libs/platform/outbound';
import { SafeHttp } from '#libs/platform/security';
import { CredentialOpener } from './credential-opener.js';

/** The `http` capability: calls of a company to the outside, with its credentials and to their hosts alone. */
@Injectable()
export class OutboundHttp {
  private readonly http: CredentialedHttp;

  constructor(http: SafeHttp, credentials: CredentialOpener) {
    this.http = new CredentialedHttp(http, (companyId, id) => credentials.open(companyId, id));
  }

  capability({ companyId, signal }: { companyId: string; signal: AbortSignal }): HttpCapability {
    return { request: (request) => this.request(companyId, request, signal) };
  }

  /** @throws as `HttpCapability.request` */
  request(companyId: string, request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    return this.http.request(companyId, request, signal);
  }
}
