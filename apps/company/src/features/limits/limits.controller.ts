import { Controller } from '@nestjs/common';
import {
  getCompanyLimits,
  getUsageNow,
  getWorkflowLimits,
  setCompanyLimits,
  setWorkflowLimits,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { LimitsService } from './limits.service.js';

@Controller()
export class LimitsController {
  constructor(private readonly limits: LimitsService) {}

  @Handle(getCompanyLimits) company(caller: Caller) {
    return this.limits.company(caller);
  }

  @Handle(setCompanyLimits) setCompany(caller: Caller, { body }: In<typeof setCompanyLimits>) {
    return this.limits.setCompany(caller, body);
  }

  @Handle(getWorkflowLimits) workflow(caller: Caller, { params }: In<typeof getWorkflowLimits>) {
    return this.limits.workflow(caller, params.id);
  }

  @Handle(setWorkflowLimits) setWorkflow(caller: Caller, { params, body }: In<typeof setWorkflowLimits>) {
    return this.limits.setWorkflow(caller, params.id, body);
  }

  @Handle(getUsageNow) usageNow(caller: Caller) {
    return this.limits.usageNow(caller);
  }
}
