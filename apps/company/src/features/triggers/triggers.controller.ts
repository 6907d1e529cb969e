import { Controller } from '@nestjs/common';
import {
  listHooks,
  listTriggers,
  pauseTrigger,
  resumeTrigger,
  rotateTrigger,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { TriggersService } from './triggers.service.js';

@Controller()
export class TriggersController {
  constructor(private readonly triggers: TriggersService) {}

  @Handle(listHooks) listHooks(caller: Caller, { query }: In<typeof listHooks>) {
    return this.triggers.listHooks(caller, query);
  }

  @Handle(listTriggers) list(caller: Caller, { params, query }: In<typeof listTriggers>) {
    return this.triggers.list(caller, params.id, query);
  }

  @Handle(pauseTrigger) pause(caller: Caller, { params }: In<typeof pauseTrigger>) {
    return this.triggers.pause(caller, params.id, params.node);
  }

  @Handle(resumeTrigger) resume(caller: Caller, { params }: In<typeof resumeTrigger>) {
    return this.triggers.resume(caller, params.id, params.node);
  }

  @Handle(rotateTrigger) rotate(caller: Caller, { params }: In<typeof rotateTrigger>) {
    return this.triggers.rotate(caller, params.id, params.node);
  }
}
