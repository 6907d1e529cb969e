import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap, type Provider } from '@nestjs/common';
import { vaultRpc, type Caller, type ServiceName, type ServiceVault } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { openVault, Vault, VaultUpkeep, DataKeys, type VaultOptions } from '#libs/platform/vault';

/** The vault of one service, kept up to date while the service runs, and rotated when company is asked to. */
export function vaultProviders(service: ServiceName, options: VaultOptions): Provider[] {
  const { vault, dataKeys, upkeep } = openVault(options);
  return [
    { provide: Vault, useValue: vault },
    { provide: DataKeys, useValue: dataKeys },
    { provide: VaultUpkeep, useValue: upkeep },
    VaultRuntime,
    vaultRpcOf(service),
  ];
}

@Injectable()
class VaultRuntime implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly upkeep: VaultUpkeep) {}

  onApplicationBootstrap(): void {
    this.upkeep.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.upkeep.stop();
  }
}

/** Answers company, which asks on behalf of a person. */
function vaultRpcOf(service: ServiceName) {
  const { state, rotate } = vaultRpc[service];
  @Injectable()
  class VaultRpc {
    constructor(
      private readonly dataKeys: DataKeys,
      private readonly upkeep: VaultUpkeep,
    ) {}

    @HandleRpc(state) async state({ companyId }: Caller): Promise<ServiceVault> {
      const { dataKey, ...rest } = await this.upkeep.state(companyId);
      const shown = dataKey && { ...dataKey, createdAt: new Date(dataKey.createdAt).toISOString() };
      return { service, dataKey: shown, ...rest };
    }

    @HandleRpc(rotate) async rotate(caller: Caller): Promise<ServiceVault> {
      if (await this.dataKeys.rotate(caller.companyId)) void this.upkeep.poke();
      return this.state(caller);
    }
  }
  return VaultRpc;
}
