import { Controller } from '@nestjs/common';
import { estimateCall, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { EstimatesService } from './estimates.service.js';

@Controller()
export class EstimatesController {
  constructor(private readonly estimates: EstimatesService) {}

  @Handle(estimateCall) call(caller: Caller, { body }: In<typeof estimateCall>) {
    return this.estimates.call(caller, body);
  }
}
