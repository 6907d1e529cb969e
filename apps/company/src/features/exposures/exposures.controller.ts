import { Controller } from '@nestjs/common';
import { getWorkflowExposure, listWorkflowExposures, setWorkflowExposure, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { WorkflowExposures } from './workflow-exposures.service.js';

@Controller()
export class ExposuresController {
  constructor(private readonly exposures: WorkflowExposures) {}

  @Handle(listWorkflowExposures) list(caller: Caller, { query }: In<typeof listWorkflowExposures>) {
    return this.exposures.list(caller, query);
  }

  @Handle(getWorkflowExposure) get(caller: Caller, { params }: In<typeof getWorkflowExposure>) {
    return this.exposures.get(caller, params.id);
  }

  @Handle(setWorkflowExposure) set(caller: Caller, { params, body }: In<typeof setWorkflowExposure>) {
    return this.exposures.set(caller, params.id, body);
  }
}
