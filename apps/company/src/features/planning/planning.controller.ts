import { Controller } from '@nestjs/common';
import { proposeWorkflow, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext, type ServerEvent } from '#libs/platform/http';
import { WorkflowPlanner, type PlanEvent } from './workflow-planner.js';

@Controller()
export class PlanningController {
  constructor(private readonly planner: WorkflowPlanner) {}

  @Handle(proposeWorkflow) propose(
    caller: Caller,
    { body }: In<typeof proposeWorkflow>,
    { gone: signal }: HttpContext,
  ) {
    return events(this.planner.plan(caller, body, signal));
  }
}

async function* events(parts: AsyncIterable<PlanEvent>): AsyncGenerator<ServerEvent, void, void> {
  for await (const part of parts)
    if (part.type !== 'instead')
      yield { event: part.type, data: part.type === 'progress' ? part.progress : part.proposal };
}
