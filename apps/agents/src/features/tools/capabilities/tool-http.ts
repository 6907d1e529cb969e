import { Injectable } from '@nestjs/common';
import type { HttpCapability } from '#libs/catalog/kit';
import { AppError, isSentByHttp, toolAccessRpc, type Caller, type CredentialKind } from '#libs/contracts';
import { CredentialedHttp, openCredential } from '#libs/platform/outbound';
import { RpcClient } from '#libs/platform/rpc';
import { SafeHttp, type SafeInit } from '#libs/platform/security';
import { Vault } from '#libs/platform/vault';

/** Calls of tools to the outside. Credentials come sealed from the company, and are opened here, where they leave. */
@Injectable()
export class ToolHttp {
  private readonly http: CredentialedHttp;

  constructor(
    private readonly safe: SafeHttp,
    private readonly rpc: RpcClient,
    private readonly vault: Vault,
  ) {
    this.http = new CredentialedHttp(safe, async (companyId, id) => {
      const { kind: _, ...sealed } = await this.sealed(companyId, id);
      // What another service says is sealed to this company must be: else it does not open.
      return openCredential(this.vault, { ...sealed, companyId, id });
    });
  }

  capability({ caller: { companyId }, signal }: { caller: Caller; signal: AbortSignal }): HttpCapability {
    return { request: (request) => this.http.request(companyId, request, signal) };
  }

  /** As `fetch`, for SDKs that take one: through the same walls, with the credential at its own hosts alone. */
  fetchFor(companyId: string, credential: string | undefined, bounds: Pick<SafeInit, 'timeoutMs' | 'maxBytes'>) {
    const authorize = credential === undefined ? {} : { authorize: this.http.authorizer(companyId, credential, []) };
    return (url: string | URL, init?: SafeInit): Promise<Response> =>
      this.safe.fetch(url, { ...init, ...bounds, ...authorize }) as unknown as Promise<Response>;
  }

  /** @throws CREDENTIAL_NOT_FOUND, also for one of another company; CREDENTIAL_UNFIT for one that is never sent */
  async assertUsable(companyId: string, id: string): Promise<void> {
    const { kind } = await this.sealed(companyId, id);
    if (!isSentByHttp(kind as CredentialKind))
      throw new AppError('CREDENTIAL_UNFIT', { detail: `A credential of the kind ${kind} is not sent by HTTP` });
  }

  private sealed(companyId: string, id: string) {
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    return this.rpc.call(toolAccessRpc.sealedCredential, { id }, { caller });
  }
}
