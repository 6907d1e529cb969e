import { Injectable } from '@nestjs/common';
import { toolAccessRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { ToolFiles } from './tool-files.js';

@Injectable()
export class ToolFilesRpc {
  constructor(private readonly files: ToolFiles) {}

  @HandleRpc(toolAccessRpc.recordFile)
  async record(caller: Caller, request: RpcIn<typeof toolAccessRpc.recordFile>) {
    return { file: await this.files.record(caller, request) };
  }

  @HandleRpc(toolAccessRpc.file)
  async get(caller: Caller, { id }: RpcIn<typeof toolAccessRpc.file>) {
    return { file: await this.files.get(caller, id) };
  }

  @HandleRpc(toolAccessRpc.files)
  async list(caller: Caller, request: RpcIn<typeof toolAccessRpc.files>) {
    return { files: await this.files.list(caller, request) };
  }
}
