import { Injectable } from '@nestjs/common';
import { services, vaultRpc, type Caller, type ServiceVault } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { RpcClient } from '#libs/platform/rpc';

/** The data keys of a company, in all services. */
@Injectable()
export class VaultService {
  constructor(
    private readonly rpc: RpcClient,
    private readonly trail: AuditTrail,
  ) {}

  /** @throws UNAVAILABLE when a service does not answer */
  async state(caller: Caller): Promise<{ services: ServiceVault[] }> {
    const states = services.map((service) => this.rpc.call(vaultRpc[service].state, {}, { caller }));
    return { services: await Promise.all(states) };
  }

  /** Asked again after a failure, it makes one key more where it had succeeded, which does no harm. @throws UNAVAILABLE */
  async rotate(caller: Caller): Promise<{ services: ServiceVault[] }> {
    const { companyId } = caller;
    await this.trail.tellAlone({
      companyId,
      action: 'vault.rotated',
      target: { type: 'vault', id: companyId },
    });
    const rotations = services.map((service) => this.rpc.call(vaultRpc[service].rotate, {}, { caller }));
    return { services: await Promise.all(rotations) };
  }
}
