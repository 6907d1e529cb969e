import { Controller } from '@nestjs/common';
import { dryRunWorkflow, testStep, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { DryRunsService } from './dry-runs.service.js';
import { StepTestsService } from './step-tests.service.js';

@Controller()
export class TryOutsController {
  constructor(
    private readonly tests: StepTestsService,
    private readonly dryRuns: DryRunsService,
  ) {}

  @Handle(testStep) test(caller: Caller, { params, body }: In<typeof testStep>, http: HttpContext) {
    return this.tests.test(caller, params.id, params.node, body, http.idempotencyKey);
  }

  @Handle(dryRunWorkflow) dryRun(caller: Caller, { params, body }: In<typeof dryRunWorkflow>) {
    return this.dryRuns.run(caller, params.id, body);
  }
}
