import { Controller } from '@nestjs/common';
import { listUsage, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { UsageService } from './usage.service.js';

@Controller()
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Handle(listUsage) list(caller: Caller, { query }: In<typeof listUsage>) {
    return this.usage.list(caller, query);
  }
}
