import { Controller } from '@nestjs/common';
import {
  getAgentReport,
  getCostReport,
  getPeopleReport,
  getRunReport,
  getWorkflowReport,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { ReportsService } from './reports.service.js';

@Controller()
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Handle(getRunReport) runs(caller: Caller, { query }: In<typeof getRunReport>) {
    return this.reports.runs(caller, query);
  }

  @Handle(getWorkflowReport) workflows(caller: Caller, { query }: In<typeof getWorkflowReport>) {
    return this.reports.workflows(caller, query);
  }

  @Handle(getPeopleReport) people(caller: Caller, { query }: In<typeof getPeopleReport>) {
    return this.reports.people(caller, query);
  }

  @Handle(getAgentReport) agents(caller: Caller, { query }: In<typeof getAgentReport>) {
    return this.reports.agents(caller, query);
  }

  @Handle(getCostReport) costs(caller: Caller, { query }: In<typeof getCostReport>) {
    return this.reports.costs(caller, query);
  }
}
