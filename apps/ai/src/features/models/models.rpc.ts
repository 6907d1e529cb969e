import { Injectable } from '@nestjs/common';
import { aiRpc } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { ModelRouter } from './model-router.js';

@Injectable()
export class ModelsRpc {
  constructor(private readonly router: ModelRouter) {}

  @HandleRpc(aiRpc.models) models() {
    return { items: this.router.models() };
  }
}
