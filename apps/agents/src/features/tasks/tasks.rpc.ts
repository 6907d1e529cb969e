import { Injectable } from '@nestjs/common';
import { agentsRpc, type Caller, type RpcIn } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { Toolbox } from '../tools/toolbox.js';
import { TasksService } from './tasks.service.js';

@Injectable()
export class TasksRpc {
  constructor(
    private readonly tasks: TasksService,
    private readonly toolbox: Toolbox,
    private readonly db: Database,
  ) {}

  @HandleRpc(agentsRpc.startTask)
  async startTask(caller: Caller, request: RpcIn<typeof agentsRpc.startTask>) {
    const { id, status } = await this.tasks.start(caller, request);
    return { taskId: id, status };
  }

  @HandleRpc(agentsRpc.taskByKey)
  async taskByKey(caller: Caller, { key }: RpcIn<typeof agentsRpc.taskByKey>) {
    return { task: await this.tasks.byKey(caller, key) };
  }

  @HandleRpc(agentsRpc.cancelTaskByKey)
  async cancelTaskByKey(caller: Caller, { key }: RpcIn<typeof agentsRpc.cancelTaskByKey>) {
    return { cancelled: await this.tasks.cancelByKey(caller, key) };
  }

  @HandleRpc(agentsRpc.callTool)
  async callTool(caller: Caller, { key, tool, input }: RpcIn<typeof agentsRpc.callTool>, { signal }: RpcContext) {
    return {
      output: await this.toolbox.call(tool, input, {
        companyId: caller.companyId,
        key,
        at: await this.db.now(),
        signal,
      }),
    };
  }
}
