import { Injectable } from '@nestjs/common';
import { agentsRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { TaskStream } from './task-stream.js';
import { TasksService } from './tasks.service.js';

@Injectable()
export class TasksRpc {
  constructor(
    private readonly tasks: TasksService,
    private readonly stream: TaskStream,
  ) {}

  @HandleRpc(agentsRpc.startTask)
  async startTask(caller: Caller, request: RpcIn<typeof agentsRpc.startTask>) {
    const { id, status } = await this.tasks.start(caller, request);
    return { taskId: id, status };
  }

  @HandleRpc(agentsRpc.taskByKey)
  taskByKey(caller: Caller, { key }: RpcIn<typeof agentsRpc.taskByKey>) {
    return this.tasks.byKey(caller, key);
  }

  @HandleRpc(agentsRpc.cancelTaskByKey)
  async cancelTaskByKey(caller: Caller, { key }: RpcIn<typeof agentsRpc.cancelTaskByKey>) {
    return { cancelled: await this.tasks.cancelByKey(caller, key) };
  }

  @HandleRpc(agentsRpc.taskHistory)
  taskHistory(caller: Caller, { taskId, after, limit }: RpcIn<typeof agentsRpc.taskHistory>) {
    return this.stream.history(caller, taskId, after, limit);
  }
}
