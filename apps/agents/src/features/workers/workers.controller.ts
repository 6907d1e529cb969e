import { Controller } from '@nestjs/common';
import { listAgentWorkers, type Caller } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { WorkersService } from './workers.service.js';

@Controller()
export class WorkersController {
  constructor(private readonly workers: WorkersService) {}

  @Handle(listAgentWorkers) list(caller: Caller) {
    return this.workers.list(caller);
  }
}
