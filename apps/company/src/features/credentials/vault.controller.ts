import { Controller } from '@nestjs/common';
import { getVault, rotateVault, type Caller } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { VaultService } from './vault.service.js';

@Controller()
export class VaultController {
  constructor(private readonly vault: VaultService) {}

  @Handle(getVault) get(caller: Caller) {
    return this.vault.state(caller);
  }

  @Handle(rotateVault) rotate(caller: Caller) {
    return this.vault.rotate(caller);
  }
}
