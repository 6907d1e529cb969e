import { Controller } from '@nestjs/common';
import { cancelTask, getTask, getTranscript, runAgentByName, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { TasksService } from './tasks.service.js';

@Controller()
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Handle(runAgentByName) async run(caller: Caller, { params, body }: In<typeof runAgentByName>, http: HttpContext) {
    const key = http.idempotencyKey;
    const { id, status } = await this.tasks.start(caller, {
      agent: params.name,
      goal: body.goal,
      input: body.input,
      ...(key === undefined ? {} : { key: `http.${Buffer.from(key).toString('base64url').slice(0, 180)}` }),
    });
    return { taskId: id, status };
  }

  @Handle(getTask) get(caller: Caller, { params }: In<typeof getTask>) {
    return this.tasks.get(caller, params.taskId);
  }

  @Handle(getTranscript) transcript(caller: Caller, { params, query }: In<typeof getTranscript>) {
    return this.tasks.transcript(caller, params.taskId, query);
  }

  @Handle(cancelTask) cancel(caller: Caller, { params }: In<typeof cancelTask>) {
    return this.tasks.cancel(caller, params.taskId);
  }
}
