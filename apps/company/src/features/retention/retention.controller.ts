import { Controller } from '@nestjs/common';
import { getRetention, setRetention, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { RetentionService } from './retention.service.js';

@Controller()
export class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  @Handle(getRetention) get(caller: Caller) {
    return this.retention.get(caller);
  }

  @Handle(setRetention) set(caller: Caller, { body }: In<typeof setRetention>) {
    return this.retention.set(caller, body);
  }
}
