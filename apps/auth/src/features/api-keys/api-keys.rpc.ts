import { Injectable } from '@nestjs/common';
import { apiKeyRpc, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { ApiKeysService } from './api-keys.service.js';

@Injectable()
export class ApiKeysRpc {
  constructor(private readonly keys: ApiKeysService) {}

  @HandleRpc(apiKeyRpc.apiKey)
  async apiKey(_caller: unknown, { hash }: RpcIn<typeof apiKeyRpc.apiKey>) {
    return { key: await this.keys.byHash(hash) };
  }
}
