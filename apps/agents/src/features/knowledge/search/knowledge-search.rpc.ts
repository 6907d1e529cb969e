import { Injectable } from '@nestjs/common';
import { knowledgeRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { KnowledgeSearch } from './knowledge-search.js';

@Injectable()
export class KnowledgeSearchRpc {
  constructor(private readonly knowledge: KnowledgeSearch) {}

  @HandleRpc(knowledgeRpc.search)
  async search(caller: Caller, { bases, ...search }: RpcIn<typeof knowledgeRpc.search>, { signal }: RpcContext) {
    const { items, warnings } = await this.knowledge.inBases(caller, bases, { ...search, signal });
    return { items, warnings };
  }
}
