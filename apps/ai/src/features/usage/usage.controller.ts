import { Controller } from '@nestjs/common';
import { getAiHealth, getSpend, listUsage, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { HealthService } from './health.service.js';
import { SpendService } from './spend.service.js';
import { UsageService } from './usage.service.js';

@Controller()
export class UsageController {
  constructor(
    private readonly usage: UsageService,
    private readonly spend: SpendService,
    private readonly health: HealthService,
  ) {}

  @Handle(listUsage) list(caller: Caller, { query }: In<typeof listUsage>) {
    return this.usage.list(caller, query);
  }

  @Handle(getSpend) spent(caller: Caller, { query }: In<typeof getSpend>) {
    return this.spend.by(caller, query);
  }

  @Handle(getAiHealth) models(caller: Caller, { query }: In<typeof getAiHealth>) {
    return this.health.models(caller, query.minutes);
  }
}
