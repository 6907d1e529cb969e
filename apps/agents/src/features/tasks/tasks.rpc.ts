import { Injectable } from '@nestjs/common';
import { agentsRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { TasksService } from './tasks.service.js';

@Injectable()
export class TasksRpc {
  constructor(private readonly tasks: TasksService) {}

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
}
