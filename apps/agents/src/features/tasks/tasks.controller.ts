import { createHash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import {
  cancelTask,
  getTask,
  getTranscript,
  listTasks,
  pauseTask,
  rateTask,
  resumeTask,
  runAgentByDashedName,
  runAgentByName,
  taskEvents,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { TaskControlService } from './task-control.service.js';
import { TaskStream } from './task-stream.js';
import { TasksService } from './tasks.service.js';

@Controller()
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly control: TaskControlService,
    private readonly stream: TaskStream,
  ) {}

  @Handle(runAgentByName) run(caller: Caller, input: In<typeof runAgentByName>, http: HttpContext) {
    return this.dispatch(caller, input, http);
  }

  @Handle(runAgentByDashedName) runDashed(caller: Caller, input: In<typeof runAgentByDashedName>, http: HttpContext) {
    return this.dispatch(caller, input, http);
  }

  @Handle(getTask) get(caller: Caller, { params }: In<typeof getTask>) {
    return this.tasks.get(caller, params.taskId);
  }

  @Handle(getTranscript) transcript(caller: Caller, { params, query }: In<typeof getTranscript>) {
    return this.tasks.transcript(caller, params.taskId, query);
  }

  @Handle(listTasks) list(caller: Caller, { query }: In<typeof listTasks>) {
    return this.tasks.list(caller, query);
  }

  @Handle(taskEvents) events(caller: Caller, { params, query, headers }: In<typeof taskEvents>, http: HttpContext) {
    return this.stream.follow(caller, params.taskId, headers['last-event-id'] ?? query.after ?? 0, http.signal);
  }

  @Handle(pauseTask) pause(caller: Caller, { params }: In<typeof pauseTask>) {
    return this.control.pause(caller, params.taskId);
  }

  @Handle(resumeTask) resume(caller: Caller, { params }: In<typeof resumeTask>) {
    return this.control.resume(caller, params.taskId);
  }

  @Handle(rateTask) rate(caller: Caller, { params, body }: In<typeof rateTask>) {
    return this.control.rate(caller, params.taskId, body);
  }

  @Handle(cancelTask) cancel(caller: Caller, { params }: In<typeof cancelTask>) {
    return this.tasks.cancel(caller, params.taskId);
  }

  private async dispatch(
    caller: Caller,
    { params, body }: Pick<In<typeof runAgentByName>, 'params' | 'body'>,
    http: HttpContext,
  ) {
    const { id, status } = await this.tasks.start(caller, {
      agent: params.name,
      goal: body.goal,
      input: body.input,
      schema: body.schema,
      key: keyOf(caller, params.name, http.idempotencyKey),
    });
    return { taskId: id, status };
  }
}

/** A client's key counts for the person who sent it and the agent it was sent to. */
function keyOf({ userId }: Caller, agent: string, key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  const digest = createHash('sha256').update(JSON.stringify([userId ?? null, agent, key]));
  return `http.${digest.digest('base64url')}`;
}
